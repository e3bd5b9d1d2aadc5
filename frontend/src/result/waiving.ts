/** Approved exceptions (批准例外): the check asked for again with one more. */
import { api, take } from '@/api/client'
import type { components } from '@/generated/api'
import type { Run } from './types'

type Waiver = components['schemas']['AskedWaiver']

/** What is excepted: one finding, or (without a fingerprint) all that a rule finds. */
export interface Waivable {
  rule: string
  fingerprint: string | null
  about: string
}

/** Check again with `waiver` beside those that count already; one of the same takes its place. */
export function waived(run: Run, waiver: Waiver): Promise<Run> {
  const before = (run.options['waivers'] ?? []) as Waiver[]
  const others = before.filter((one) => one.rule !== waiver.rule || (one.fingerprint ?? null) !== (waiver.fingerprint ?? null))
  return take(api.POST('/api/v1/runs/{run_id}/rerun', { params: { path: { run_id: run.id } }, body: { waivers: [...others, waiver] } }))
}
