/** A metric's name for people, in English; the face has its own words. */
export function metricName(id: string): string {
  const [family, cls] = id.includes(':') ? [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)] : [id, null];
  const name = NAMES[family] ?? family;
  return cls === null ? name : `${name} of ${cls} against the rest`;
}

const NAMES: Record<string, string> = {
  auroc: 'AUROC',
  auroc_macro: 'macro AUROC',
  ap: 'average precision',
  accuracy: 'accuracy',
  balanced_accuracy: 'balanced accuracy',
  sensitivity: 'sensitivity',
  specificity: 'specificity',
  ppv: 'positive predictive value',
  npv: 'negative predictive value',
  f1: 'F1',
  f1_macro: 'macro F1',
  mcc: 'Matthews correlation',
  kappa: "Cohen's kappa",
  kappa_linear: 'kappa, linear weights',
  kappa_quadratic: 'kappa, quadratic weights',
  brier: 'Brier score',
  log_loss: 'log loss',
  ece: 'expected calibration error',
  calibration_slope: 'calibration slope',
  calibration_intercept: 'calibration intercept',
};

/** What stands behind the short name of a method. */
export const METHOD_WORDS: Record<string, string> = {
  'delong-logit': 'DeLong variance, interval on the logit scale; one image per patient',
  'obuchowski-logit': "Obuchowski's patient-clustered variance, interval on the logit scale",
  'seed-mean-obuchowski-logit': "Obuchowski's patient-clustered variance of the mean over seeds, interval on the logit scale",
  'delong-paired': 'paired DeLong test, Wald interval; one image per patient',
  'obuchowski-paired': "paired test with Obuchowski's patient-clustered covariance, Wald interval",
  'seed-mean-obuchowski-paired': "paired test of the seed means with Obuchowski's patient-clustered covariance, Wald interval",
  wilson: "Wilson's score interval; one image per patient",
  'patient-bootstrap': 'percentile interval of a bootstrap that draws patients with all their images, all arms and seeds together',
  degenerate: 'no interval: every resample of the patients gives the same value, which would feign certainty',
  none: 'no interval or test was computed',
};
