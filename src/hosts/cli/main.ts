import { InputError } from '../../domain/notice.ts';
import { UsageError } from './args.ts';

declare const __APP_VERSION__: string;

type Command = { usage: string; about: string; load(): Promise<{ command(argv: string[]): Promise<number> }> };

/** The commands, one file each. */
const COMMANDS: Record<string, Command> = {
  run: {
    usage: 'run SPEC.json --data PATH --out DIR [--pack DIR]… [--workers N] [--resume] [--json]',
    about: 'runs a study; writes run.json, predictions.csv, metrics.csv and report.html',
    load: () => import('./run.ts'),
  },
  stats: {
    usage: 'stats predictions.csv [--positive CLASS] [--margin 0.02] [--resamples 2000] [--seed 1] [--json]',
    about: 'metrics, intervals and paired tests of a predictions file',
    load: () => import('./stats.ts'),
  },
  report: {
    usage: 'report run.json --out FILE.html [--positive CLASS]',
    about: 'the self-contained report of a run',
    load: () => import('./report.ts'),
  },
  check: {
    usage: 'check PATH [--json] [--strict]',
    about: 'what a folder, zip or table holds, and what is wrong with it',
    load: () => import('./check.ts'),
  },
  inspect: {
    usage: 'inspect [--pixels] FILE…',
    about: 'what a weight file (with --pixels: an image file) holds, one JSON object a line',
    load: () => import('./inspect.ts'),
  },
  import: {
    usage: 'import FILE --out DIR [--as ID] [--preprocess PRESET] [--json]',
    about: 'a pack folder from a Keras, PyTorch, safetensors or TensorFlow.js weight file',
    load: () => import('./import.ts'),
  },
  plausible: {
    usage: 'plausible --pack DIR --data PATH [--workers N] [--quiet] [--json]',
    about: 'which preprocessing a pack’s BatchNorm statistics rule out on these images',
    load: () => import('./plausible.ts'),
  },
  phantom: {
    usage: 'phantom NAME --out DIR [--seed S] [--patients N] [--images N] [--contrast 0..1] [--noise 0..1] [--confounder]',
    about: 'writes a synthetic data set',
    load: () => import('./phantom.ts'),
  },
};

function help(): string {
  const rows = Object.values(COMMANDS).map((c) => `  radtune ${c.usage}\n      ${c.about}`);
  return [
    `RadTune ${__APP_VERSION__}: does a RadImageNet backbone help on your images, and how sure can you be?`,
    '',
    ...rows,
    '',
    '  radtune --version    radtune --help',
    '',
    'Results go to stdout, progress to stderr. Exit code 0: done; 1: the input or a check fails; 2: wrong usage.',
    'For research and teaching, not for diagnosis.',
  ].join('\n');
}

/** Runs one command; the answer is the exit code. */
export async function main(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') return say(__APP_VERSION__, 0);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return say(help(), name === undefined ? 2 : 0);
  const found = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!found) return complain(`There is no command "${name}". Known: ${Object.keys(COMMANDS).join(', ')}.`, 2);
  if (rest.includes('--help') || rest.includes('-h')) return say(`radtune ${found.usage}\n${found.about}`, 0);
  try {
    return await (await found.load()).command(rest);
  } catch (error) {
    if (error instanceof UsageError) return complain(`${error.message}\nUsage: radtune ${found.usage}`, 2);
    if (error instanceof InputError) return complain(error.message, 1);
    if (isFileError(error)) return complain(fileSentence(error), 1);
    return complain(
      `RadTune failed, and this is a fault of its own: ${(error as Error).message}${process.env.RADTUNE_DEBUG ? `\n${(error as Error).stack}` : ''}`,
      1,
    );
  }
}

const isFileError = (e: unknown): e is NodeJS.ErrnoException =>
  e instanceof Error && typeof (e as NodeJS.ErrnoException).code === 'string' && 'path' in e;

function fileSentence(error: NodeJS.ErrnoException): string {
  const what: Record<string, string> = {
    ENOENT: 'does not exist',
    EACCES: 'may not be read or written',
    EISDIR: 'is a folder',
    ENOTDIR: 'is not a folder',
    ENOSPC: 'cannot be written: the disk is full',
  };
  return `${error.path} ${what[error.code ?? ''] ?? `cannot be used (${error.code})`}.`;
}

function say(text: string, code: number): number {
  process.stdout.write(`${text}\n`);
  return code;
}

function complain(text: string, code: number): number {
  process.stderr.write(`radtune: ${text}\n`);
  return code;
}
