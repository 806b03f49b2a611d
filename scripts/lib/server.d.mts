export interface Served {
  /** With its closing '/'. */
  address: string;
  close(): Promise<void>;
}
export function serve(folder: string, port: number): Promise<Served>;
