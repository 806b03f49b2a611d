// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { act, main, mount, open, PATIENCE, unmount } from './fixtures/page.tsx';
import { intake, makePhantom } from './state/dataset.ts';
import type { Route } from './state/route.ts';
import { train } from './state/study.ts';
import { showFailure } from './state/view.ts';
import { useWorkspace } from './state/workspace.ts';
import { chooseLocale } from './words/index.ts';

const SAMPLE = { task: 'chest-xray', seed: 1, patients: 10, imagesPerPatient: 3, contrast: 0.5, noise: 0.5, confounder: false };

beforeEach(async () => {
  await mount();
});
afterEach(unmount);

const ROOMS: readonly Route[] = ['start', 'images', 'backbones', 'experiment', 'results', 'report', 'about'];

test.each(ROOMS)('%s is never blank, with nothing loaded', async (room) => {
  await open(room);
  expect(main().textContent!.length).toBeGreaterThan(30);
  expect(main().querySelector('a, button')).not.toBeNull();
});

test.each(['en', 'pt-BR'] as const)('a whole study is shown in %s', async (locale) => {
  await act(async () => {
    await chooseLocale(locale);
    await makePhantom(SAMPLE);
    await train();
  });
  await open('images');
  expect(main().querySelector('[role=listbox]')?.getAttribute('aria-label')).toContain('30');
  expect(main().textContent).toContain(locale === 'en' ? 'synthetic' : 'sintético');
  await open('experiment');
  expect(main().textContent).toContain(locale === 'en' ? 'Positive class' : 'Classe positiva');
  await open('results');
  const verdict = main().querySelector('[data-testid=verdict] h1')!.textContent!;
  expect(verdict).toContain(locale === 'en' ? '+0.040' : '+0,040');
  expect(verdict).toContain(locale === 'en' ? 'About 160 patients' : 'Cerca de 160 pacientes');
  expect(main().querySelectorAll('table').length).toBeGreaterThan(3);
  await open('report');
  await vi.waitFor(() => expect(main().querySelector('iframe')?.getAttribute('sandbox')).toBe('allow-same-origin allow-modals'), PATIENCE);
});

test('files that were skipped can all be read, with their reasons', async () => {
  await act(async () => {
    await intake([{ path: 'set/a.png', file: new Blob() }], 'set', null);
  });
  await open('images');
  expect(main().textContent).toContain('1 file was not taken in');
  expect(main().textContent).toContain('notes.txt: This is text.');
});

test('a failure is worded where it happened and can be closed', async () => {
  await act(async () =>
    showFailure({ code: 'no-run', message: 'This run is no longer stored in this browser.', where: null, expected: true }),
  );
  const alert = main().querySelector('[role=alert]')!;
  expect(alert.textContent).toContain('This run is no longer stored');
  await act(async () => alert.querySelector('button')!.click());
  expect(main().querySelector('[role=alert]')).toBeNull();
});

test('an interrupted run is offered on every screen', async () => {
  await act(async () => {
    await makePhantom(SAMPLE);
    useWorkspace.setState({ pending: { spec: { dataset: { id: 'set', revision: 1 } } as never, startedAt: '2026-01-01T00:00:00Z' } });
  });
  for (const room of ['start', 'images', 'results'] as const) {
    await open(room);
    expect([...main().querySelectorAll('button')].some((b) => b.textContent === 'Go on')).toBe(true);
  }
});

test('the only addresses of other hosts are links that the reader follows', async () => {
  await open('about');
  const links = [...document.querySelectorAll('a[href^="http"]')];
  expect(links.length).toBe(5);
  for (const link of links) expect(link.getAttribute('rel')).toContain('noopener');
  expect(document.querySelectorAll('[src^="http"]').length).toBe(0);
});
