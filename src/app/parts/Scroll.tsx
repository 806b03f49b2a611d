import type { ReactNode } from 'react';

/** A box that scrolls by itself. It can be reached with the Tab key, since without a pointer nothing else scrolls it. */
export function Scroll({ label, className = 'scroll', children }: { label: string; className?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take the focus (WCAG 2.1.1)
    <div className={className} role="group" tabIndex={0} aria-label={label}>
      {children}
    </div>
  );
}
