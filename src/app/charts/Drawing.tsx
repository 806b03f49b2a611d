import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

/** SVG text from the drawing room as a picture in the page. It is parsed as XML, so text in it stays text. */
export function Drawing({ svg, className = '' }: { svg: string; className?: string }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    box.current?.replaceChildren(document.importNode(root, true));
  }, [svg]);
  return <div ref={box} className={`drawing ${className}`} />;
}

/** The width of a box in pixels, at most `most`: charts are drawn for their place, so that their letters keep their size on a narrow screen. */
export function useWidth(box: RefObject<HTMLElement | null>, most: number): number {
  const [width, setWidth] = useState(most);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const room = Math.floor(entry?.contentRect.width ?? 0);
      if (room > 0) setWidth(Math.min(most, Math.max(240, room)));
    });
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, [box, most]);
  return width;
}
