import { type ReactNode, useEffect, useRef } from 'react';

/** A chip that opens a small panel below itself. Escape or a click elsewhere closes it. */
export function Pop({ chip, className = '', children }: { chip: ReactNode; className?: string; children: ReactNode }) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const open = details.current;
      if (!open?.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        open.open = false;
        open.querySelector('summary')?.focus();
      } else if (!open.contains(event.target as Node)) open.open = false;
    };
    document.addEventListener('keydown', close);
    document.addEventListener('pointerdown', close);
    return () => {
      document.removeEventListener('keydown', close);
      document.removeEventListener('pointerdown', close);
    };
  }, []);
  return (
    <details className={`pop ${className}`} ref={details}>
      <summary className="chip">{chip}</summary>
      <div className="panel">{children}</div>
    </details>
  );
}
