/** What a run is called, and how far it is. */
import type { components } from '@/generated/api'
import { over } from '@/api/follow'
import { t, word } from '@/words'

export type RunView = components['schemas']['RunView']

export const VERDICTS = ['fail', 'incomplete', 'pass', 'unreadable'] as const

export const active = (run: RunView): boolean => !over(run)

/** What the run is about: the file handed in, or the edition of a layer. */
export function subject(run: RunView): string {
  const told = run.options as Record<string, unknown>
  if (run.task === 'retire') return edition(String(told['layer_id'] ?? ''))
  if (run.task === 'register') return edition(`${String(told['kind'])}@${String(told['edition'])}`)
  if (run.batch_id && run.task !== 'check') return t('page.batches.number', { id: run.batch_id.slice(-8) })
  return run.filename ?? run.project_name ?? run.id.slice(0, 12)
}

/** "land_use@2023" by the name of its kind. */
export function edition(layer: string): string {
  const [kind = '', name = ''] = layer.split('@')
  return t('page.desk.edition', { kind: word(kind), edition: name })
}

/** What it does just now; a finished run does nothing. */
export function step(run: RunView): string {
  if (run.status !== 'running') return ''
  const id = `page.desk.step.${run.step ?? 'start'}`
  const said = t(id)
  if (run.step === 'check' && run.rules_total) return t('page.desk.step.rules', { done: run.rules_done, total: run.rules_total })
  return said === id ? t('page.desk.step.start') : said
}

/** The share that is done, 0 to 1; null where nobody knows. */
export function share(run: RunView): number | null {
  return run.status === 'running' && run.rules_total > 0 ? run.rules_done / run.rules_total : null
}
