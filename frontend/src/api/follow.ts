/** How far a run is: by its events, else by asking, until it is over. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { api, take } from './client'
import type { Run } from './runs'

const FINAL = ['succeeded', 'failed', 'cancelled'] as const
// ms: while events come they say the most, and one asks for the place in the queue alone.
const BESIDE_EVENTS = 3000
const WITHOUT_EVENTS = 1000

export const over = (run: Run): boolean => (FINAL as readonly string[]).includes(run.status)

/** Follow the run with the id that `id` gives; `finished` is called once with its last state. */
export function follow(first: () => Run, finished: (run: Run) => void): ShallowRef<Run> {
  const run = shallowRef(first())
  let source: EventSource | null = null
  let timer = 0
  let closed = false

  function stop(): void {
    closed = true
    source?.close()
    window.clearTimeout(timer)
  }

  async function look(): Promise<void> {
    window.clearTimeout(timer)
    try {
      const now = await take(api.GET('/api/v1/runs/{run_id}', { params: { path: { run_id: run.value.id } } }))
      if (closed || now.id !== run.value.id) return
      run.value = now
      if (over(now)) {
        stop()
        finished(now)
      }
    } catch {
      // The service is away for a moment: the page says so above, and this goes on asking.
    }
    const listening = source?.readyState === EventSource.OPEN
    if (!closed) timer = window.setTimeout(() => void look(), listening ? BESIDE_EVENTS : WITHOUT_EVENTS)
  }

  function begin(): void {
    closed = false
    source = new EventSource(`/api/v1/runs/${run.value.id}/events`)
    source.addEventListener('started', () => (run.value = { ...run.value, status: 'running', step: null, ahead: 0, rules_done: 0, rules_total: 0 }))
    source.addEventListener('queued', () => (run.value = { ...run.value, status: 'queued', step: null }))
    source.addEventListener('step', (event) => (run.value = { ...run.value, status: 'running', step: told(event)['step'] as string }))
    source.addEventListener('rule', (event) => {
      const { done, total } = told(event)
      run.value = { ...run.value, status: 'running', rules_done: done as number, rules_total: total as number }
    })
    source.addEventListener('cancel', () => (run.value = { ...run.value, cancel_requested: true }))
    for (const kind of FINAL) source.addEventListener(kind, () => void look())
    void look()
  }

  watch(() => first().id, () => {
    stop()
    run.value = first()
    begin()
  })
  begin()
  onScopeDispose(stop)
  return run
}

function told(event: Event): Record<string, unknown> {
  return JSON.parse((event as MessageEvent<string>).data) as Record<string, unknown>
}
