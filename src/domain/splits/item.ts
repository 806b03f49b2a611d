/** One labelled sample: `group` must stay together (a patient, a site), `truth` is its class index. */
export interface FoldItem {
  id: string;
  group: string;
  truth: number;
  site?: string | null;
}
