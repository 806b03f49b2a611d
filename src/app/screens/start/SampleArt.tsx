import type { ReactNode } from 'react';
import type { Task } from '../../state/samples.ts';

/** A drawn hint of the modality for a sample's card; not one of its images. */
export function SampleArt({ task }: { task: Task }) {
  return (
    <svg className="art" viewBox="0 0 260 112" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <defs>
        <filter id={`grain-${task}`} x="0" y="0" width="100%" height="100%">
          <feTurbulence type="fractalNoise" baseFrequency={GRAIN[task]} numOctaves="2" seed="7" />
          <feColorMatrix values="0 0 0 0 0.8  0 0 0 0 0.8  0 0 0 0 0.8  0.9 0 0 0 -0.18" />
          <feComposite in2="SourceGraphic" operator="in" />
        </filter>
        <filter id={`soft-${task}`}>
          <feGaussianBlur stdDeviation="4" />
        </filter>
      </defs>
      <rect width="260" height="112" fill="#050607" />
      {ART[task](`url(#soft-${task})`)}
      <rect
        width="260"
        height="112"
        fill="#fff"
        filter={`url(#grain-${task})`}
        opacity={task.endsWith('us') ? 0.55 : 0.16}
        style={{ mixBlendMode: 'multiply' }}
      />
      <rect width="260" height="112" fill="#fff" filter={`url(#grain-${task})`} opacity={task.endsWith('us') ? 0.28 : 0.07} />
    </svg>
  );
}

const GRAIN: Readonly<Record<Task, string>> = {
  'thyroid-us': '0.22 0.5',
  'breast-us': '0.2 0.45',
  'knee-mr': '0.8',
  'chest-xray': '0.9',
  'chest-ct': '0.7',
  'head-ct': '0.8',
};

const ART: Readonly<Record<Task, (soft: string) => ReactNode>> = {
  'thyroid-us': (soft) => (
    <g filter={soft}>
      <path d="M44 -8H216L244 120H16Z" fill="#454c52" />
      <path d="M40 0H220V20Q130 34 40 20Z" fill="#9aa2a8" />
      <path d="M44 24Q130 38 216 24V34Q130 48 44 34Z" fill="#4d545a" />
      <ellipse cx="130" cy="68" rx="76" ry="28" fill="#7d858b" />
      <ellipse cx="150" cy="66" rx="20" ry="15" fill="#23282c" />
      <circle cx="62" cy="76" r="11" fill="#0b0d0f" />
      <path d="M40 100H220V112H40Z" fill="#5b636a" />
    </g>
  ),
  'breast-us': (soft) => (
    <g filter={soft}>
      <path d="M40 -8H220V120H40Z" fill="#3a4147" />
      <path d="M40 0H220V14H40Z" fill="#b9c0c5" />
      <path d="M40 14H220V42Q130 52 40 42Z" fill="#565e64" />
      <path d="M40 42Q130 52 220 42V84H40Z" fill="#868e94" />
      <path d="M108 62l10-11 14 4 13-6 9 14-6 13-17 5-14-2-11-8z" fill="#15191c" />
      <path d="M112 80H152L160 112H104Z" fill="#171b1e" />
      <path d="M40 92H220V112H40Z" fill="#41484e" />
    </g>
  ),
  'knee-mr': (soft) => (
    <g filter={soft}>
      <rect x="40" y="0" width="180" height="112" rx="16" fill="#6a7177" />
      <path d="M66 0H182V34Q168 56 146 50Q124 40 104 50Q78 56 66 34Z" fill="#b3bac0" />
      <path d="M70 112V74Q98 62 126 68Q154 62 184 74V112Z" fill="#a9b0b6" />
      <path d="M72 56L104 60L72 68Z" fill="#0d1012" />
      <path d="M180 56L148 60L180 68Z" fill="#0d1012" />
      <path d="M112 52L142 66" stroke="#14181b" strokeWidth="6" />
    </g>
  ),
  'chest-xray': (soft) => (
    <g filter={soft}>
      <path d="M60 112Q50 30 84 8Q130 -6 176 8Q210 30 200 112Z" fill="#9ea6ac" />
      <path d="M76 98Q66 36 94 18Q116 14 118 50Q120 84 110 100Z" fill="#1d2226" />
      <path d="M184 98Q194 36 166 18Q144 14 144 44Q158 70 156 100Z" fill="#1d2226" />
      <g stroke="#5d656b" strokeWidth="3" fill="none">
        <path d="M74 40Q96 26 118 34M72 56Q96 42 118 50M72 72Q96 58 118 68M186 40Q164 26 144 34M188 56Q164 42 146 50M188 72Q164 58 154 68" />
      </g>
      <ellipse cx="94" cy="80" rx="13" ry="10" fill="#7f878d" />
      <rect x="124" y="0" width="12" height="112" fill="#c3cacf" />
    </g>
  ),
  'chest-ct': (soft) => (
    <g filter={soft}>
      <ellipse cx="130" cy="58" rx="96" ry="52" fill="#868e94" />
      <ellipse cx="86" cy="56" rx="36" ry="38" fill="#121619" />
      <ellipse cx="176" cy="56" rx="36" ry="38" fill="#121619" />
      <ellipse cx="136" cy="48" rx="20" ry="24" fill="#9da5ab" />
      <circle cx="130" cy="92" r="11" fill="#d5dade" />
      <ellipse cx="70" cy="78" rx="12" ry="8" fill="#5a6268" />
      <ellipse cx="190" cy="80" rx="10" ry="9" fill="#565e64" />
    </g>
  ),
  'head-ct': (soft) => (
    <g>
      <ellipse cx="130" cy="56" rx="60" ry="52" fill="#e3e7ea" />
      <ellipse cx="130" cy="56" rx="54" ry="46" fill="#6d757b" />
      <g filter={soft}>
        <path d="M122 34Q112 54 118 66L126 56ZM138 34Q148 54 142 66L134 56Z" fill="#23282c" />
        <ellipse cx="160" cy="54" rx="13" ry="9" fill="#d3d9dd" />
      </g>
      <path d="M130 10V100" stroke="#8b9399" strokeWidth="1.5" />
    </g>
  ),
};
