import { useLayoutEffect, useRef } from 'react';

/** SVG text from the drawing room as a picture in the page. It is parsed as XML, so text in it stays text. */
export function Drawing({ svg, className = '' }: { svg: string; className?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    box.current?.replaceChildren(document.importNode(root, true));
  }, [svg]);
  return <div ref={box} className={`drawing ${className}`} />;
}
