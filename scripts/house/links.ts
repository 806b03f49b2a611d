import { parseSync } from 'vite';

/** One way by which a module reaches another: an import line, `import()`, a type's `import('…')`, or `new URL('…', import.meta.url)`. */
export interface Link {
  to: string;
  line: number;
}

type Tree = { type: string; start: number } & Record<string, unknown>;
const isTree = (x: unknown): x is Tree => typeof x === 'object' && x !== null && typeof (x as Tree).type === 'string';

/** All links of a module, read from its syntax tree. Throws where it cannot be parsed or where a link is computed, which nobody could check. */
export function linksOf(file: string, source: string): Link[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]!.message}`);
  const links: Link[] = [];
  visit(program as unknown as Tree);
  return links;

  function visit(tree: Tree): void {
    const to = target(tree);
    if (isTree(to)) {
      if (to.type !== 'Literal' || typeof to.value !== 'string') throw new Error(`${file}:${lineOf(tree.start)} computes what it imports.`);
      links.push({ to: to.value, line: lineOf(tree.start) });
    }
    for (const value of Object.values(tree)) {
      for (const child of Array.isArray(value) ? value : [value]) if (isTree(child)) visit(child);
    }
  }

  function lineOf(at: number): number {
    return source.slice(0, at).split('\n').length;
  }
}

function target(tree: Tree): unknown {
  switch (tree.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return tree.source;
    case 'TSExternalModuleReference':
      return tree.expression;
    case 'NewExpression': {
      const [address, base] = tree.arguments as Tree[];
      // Other addresses the bundler does not follow either.
      const followed = address?.type === 'Literal' || address?.type === 'TemplateLiteral';
      return isNamed(tree.callee, 'URL') && isOwnAddress(base) && followed ? address : null;
    }
    case 'CallExpression':
      return isNamed(tree.callee, 'require') || isGlob(tree.callee) ? (tree.arguments as Tree[])[0] : null;
    default:
      return null;
  }
}

const isNamed = (x: unknown, name: string) => isTree(x) && x.type === 'Identifier' && x.name === name;
const isOwnAddress = (x: unknown) => isTree(x) && x.type === 'MemberExpression' && isMeta(x.object) && isNamed(x.property, 'url');
const isGlob = (x: unknown) => isTree(x) && x.type === 'MemberExpression' && isMeta(x.object) && isNamed(x.property, 'glob');
const isMeta = (x: unknown) => isTree(x) && x.type === 'MetaProperty';
