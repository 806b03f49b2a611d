import { FAMILIES, type Family } from '../../../domain/catalog.ts';
import type { CatalogEntry } from '../../../protocol/messages.ts';
import { preprocessWords } from '../../parts/preprocessWords.ts';
import { chooseFamily } from '../../state/packs.ts';
import { attempt } from '../../state/view.ts';
import { useWords } from '../../words/index.ts';

/** Trainings that a file of the user's can be of. */
const CHOICES = FAMILIES.filter((f) => f !== 'starter' && f !== 'random');

/** What a pack is: network, training and how that is known, preprocessing, size, hash, licence, citation. */
export function PackFacts({ pack }: { pack: CatalogEntry }) {
  const words = useWords();
  const { t, find, bytes } = words;
  const { source } = pack;
  const trained = [find(`pretrained.${pack.id}`) ?? pack.pretrainedOn, pack.variant && t(`variant.${pack.variant}`)];
  return (
    <>
      {find(`pack.${pack.id}`) ? <p>{find(`pack.${pack.id}`)}</p> : pack.about && <p lang="en">{pack.about}</p>}
      <dl className="facts">
        <Fact
          what={t('pack.network')}
          is={t('pack.network.is', { name: pack.architecture, features: pack.features, size: pack.inputSize })}
        />
        <Fact what={t('pack.family')} is={t(`family.${pack.family}`)} />
        <Fact what={t('pack.pretrained')} is={trained.filter(Boolean).join('; ')} />
        {source.kind === 'imported' && (
          <div>
            <dt>{t('how.title')}</dt>
            <dd className="grid">
              {t(`how.${source.how === 'file name' ? 'name' : source.how === 'not known' ? 'unknown' : source.how}`, { file: source.file })}
              {source.how !== 'hash' && source.how !== 'names' && <FamilySelect pack={pack} />}
            </dd>
          </div>
        )}
        <Fact what={t('pack.prepared')} is={preprocessWords(pack.preprocess, words)} />
        <Fact
          what={t('pack.size')}
          is={
            pack.bytes
              ? [bytes(pack.bytes), pack.precision].filter(Boolean).join(', ')
              : pack.family === 'random'
                ? t('pack.size.none')
                : t('pack.size.unknown')
          }
        />
        {pack.hash && (
          <div>
            <dt>SHA-256</dt>
            <dd>
              <Hash hash={pack.hash} />
            </dd>
          </div>
        )}
        {!pack.hash && pack.md5 && <Fact what={t('pack.md5')} is={pack.md5} />}
        {source.kind === 'imported' && <Fact what={t('pack.file')} is={source.file} />}
        <Fact what={t('pack.licence')} is={pack.licence || t('pack.licence.none')} />
        {pack.cite && <Fact what={t('pack.cite')} is={pack.cite} />}
      </dl>
    </>
  );
}

/** For a file whose content does not say what it was trained on. */
function FamilySelect({ pack }: { pack: CatalogEntry }) {
  const { t } = useWords();
  return (
    <select
      aria-label={t('how.choose')}
      value={pack.family}
      onChange={(e) => void attempt(() => chooseFamily(pack.id, e.target.value as Family))}
    >
      {CHOICES.map((f) => (
        <option key={f} value={f}>
          {t(`family.${f}`)}
        </option>
      ))}
    </select>
  );
}

function Hash({ hash }: { hash: string }) {
  const { t } = useWords();
  return (
    <div className="row small">
      <details>
        <summary>
          <code>{hash.slice(0, 12)}…</code>
        </summary>
        <code>{hash}</code>
      </details>
      <button type="button" aria-label={t('hash.copy')} onClick={() => void navigator.clipboard?.writeText(hash)}>
        {t('copy')}
      </button>
    </div>
  );
}

function Fact({ what, is }: { what: string; is: string }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{is}</dd>
    </div>
  );
}
