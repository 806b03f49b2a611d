import { useEffect, useRef } from 'react';
import type { Picture } from '../../protocol/messages.ts';

/** A picture from the worker, drawn pixel by pixel. */
export function Canvas({ picture, className, label }: { picture: Picture; className?: string; label?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    canvas.current?.getContext('2d')?.putImageData(new ImageData(picture.rgba, picture.width, picture.height), 0, 0);
  }, [picture]);
  return (
    <canvas
      ref={canvas}
      width={picture.width}
      height={picture.height}
      className={className}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    />
  );
}
