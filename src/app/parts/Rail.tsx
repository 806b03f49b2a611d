import { useEffect, useRef } from 'react';
import { href, ROOMS, type Room, useRoute } from '../state/route.ts';
import { useWords } from '../words/index.ts';
import { useStages } from './stages.ts';

/** The rooms in the order of the work, each with its state, and what the next step needs. */
export function Rail() {
  const { t } = useWords();
  const route = useRoute();
  const stages = useStages();
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the rail is a strip; the room one is in stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the route is the occasion
  useEffect(() => {
    const strip = nav.current;
    const here = strip?.querySelector<HTMLElement>('[aria-current]');
    if (strip && here) strip.scrollLeft = here.offsetLeft - (strip.clientWidth - here.offsetWidth) / 2;
  }, [route]);
  return (
    <nav ref={nav} className="rail" aria-label={t('rail.label')}>
      <a href={href('start')} aria-current={route === 'start' ? 'page' : undefined}>
        <span aria-hidden="true">◦</span>
        <span>{t('room.start')}</span>
      </a>
      {ROOMS.map((room: Room, i) => (
        <a key={room} href={href(room)} aria-current={route === room ? 'page' : undefined} data-state={stages.rooms[room].state}>
          <span>{i + 1}</span>
          <span>{t(`room.${room}`)}</span>
          <small className="muted">{stages.rooms[room].text}</small>
        </a>
      ))}
      {stages.next && (
        <p className="next muted">
          <b>{t('rail.next')}</b> {stages.next}
        </p>
      )}
      <div className="foot">
        {t('foot.research')}
        <br />
        {t('foot.stays')}
        <br />
        <a href={href('about')}>{t('room.about')}</a>
      </div>
    </nav>
  );
}
