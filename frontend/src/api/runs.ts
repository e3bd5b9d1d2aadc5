/** Questions about runs that several views ask. */
import type { components } from '@/generated/api'
import { api, take } from './client'

export type Run = components['schemas']['RunView']

/** Return the runs that one can be compared with: of the same project, the newest first. */
export async function comparable(run: Run, signal: AbortSignal): Promise<Run[]> {
  if (!run.project_code) return []
  const query = { project_code: run.project_code, status: 'succeeded', task: 'check', limit: 100 } as const
  const { items } = await take(api.GET('/api/v1/runs', { params: { query }, signal }))
  // A report that could not read the data has nothing to compare.
  return items.filter((one) => one.id !== run.id && !one.deleted && one.verdict !== 'unreadable')
}
