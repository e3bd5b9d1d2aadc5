/** A trial of the service: begun with the view, begun again where it is over, ended with it. */
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Edits } from './history'
import type { CutAnswer, Outcome, Parcel, Role, Shape, Trial } from './types'
import { api, json, refusal, take } from '@/api/client'
import { passing } from '@/api/door'
import { reach } from '@/api/presence'
import { Problem } from '@/api/problem'
import { either, language } from '@/words'

const POLL_MS = 300
const QUIET_MS = 250 // after the last edit

interface Collection {
  features: { id: string; properties: { id: string; role: Role; area_m2: number | null }; geometry: Shape | null }[]
}

export interface Session {
  trial: ShallowRef<Trial | null>
  parcels: ShallowRef<Parcel[]>
  ready: ComputedRef<boolean>
  /** Whether the parcels have come; there may be none. */
  loaded: Ref<boolean>
  /** Why there is no trial, or none any more. */
  error: ShallowRef<unknown>
  /** What is to be known of the trial: that layers or rules are not those of the report. */
  notice: ComputedRef<string>
  outcome: ShallowRef<Outcome | null>
  /** Why the last edits have no outcome. */
  refused: ShallowRef<unknown>
  asking: Ref<boolean>
  /** From the edit to its outcome, ms, the pause before the question left out. */
  took: Ref<number>
  begin: () => Promise<void>
  cut: (key: string, slot: string, geometry: Shape | null) => Promise<CutAnswer>
  clip: (key: string, by: object, geometry: Shape | null) => Promise<CutAnswer>
  file: (format: string) => Promise<{ blob: Blob; name: string }>
}

export function useSession(runId: () => string, edits: ShallowRef<Edits>): Session {
  const trial = shallowRef<Trial | null>(null)
  const parcels = shallowRef<Parcel[]>([])
  const error = shallowRef<unknown>(null)
  const outcome = shallowRef<Outcome | null>(null)
  const refused = shallowRef<unknown>(null)
  const asking = ref(false)
  const loaded = ref(false)
  const took = ref(0)
  const ready = computed(() => trial.value?.state === 'ready' && error.value === null)
  const notice = computed(() => (ready.value && trial.value ? either({ zh: trial.value.message_zh, en: trial.value.message_en }) : ''))
  let gone = false

  const path = (): { path: { trial_id: string } } => ({ path: { trial_id: trial.value?.id ?? '' } })
  const told = (): { parcel_key: string; geometry: Shape | null }[] =>
    [...edits.value].map(([parcel_key, geometry]) => ({ parcel_key, geometry }))

  // Two questions may find at once that the trial is over: one new one does for both.
  let beginning: Promise<void> | null = null
  function begin(): Promise<void> {
    beginning ??= begun().finally(() => (beginning = null))
    return beginning
  }

  async function begun(): Promise<void> {
    error.value = null
    trial.value = null
    try {
      trial.value = await take(api.POST('/api/v1/runs/{run_id}/trials', { params: { path: { run_id: runId() } } }))
      while (trial.value?.state === 'starting' && !gone) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS))
        trial.value = await take(api.GET('/api/v1/trials/{trial_id}', { params: path() }))
      }
      if (gone) return end()
      if (trial.value?.state === 'failed')
        throw Problem.of({ detail: trial.value.message_zh, detail_en: trial.value.message_en }, 500)
      if (!parcels.value.length) parcels.value = parcelsOf(await json<Collection>(`/api/v1/trials/${trial.value?.id}/parcels`))
      loaded.value = true
      if (edits.value.size) void ask()
    } catch (caught) {
      error.value = caught
    }
  }

  /** Ask something of the trial; where it is over (idle, or the service began anew) in another. */
  async function within<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question()
    } catch (caught) {
      const status = caught instanceof Problem ? caught.status : 0
      if (status === 404 || status === 410) {
        await begin()
        if (ready.value) return question()
      }
      if (status === 503 || status === 409) error.value = caught // it crashed: begun again by hand
      throw caught
    }
  }

  // One question at a time: an answer is shown only where nothing was edited meanwhile.
  let waiting = 0
  let again = false
  async function ask(): Promise<void> {
    if (!ready.value) return // asked when it is
    if (asking.value) return void (again = true)
    asking.value = true
    try {
      do {
        again = false
        const of = edits.value
        const begun = performance.now()
        try {
          const answer = of.size ? await within(() => take(api.POST('/api/v1/trials/{trial_id}/outcome', { params: path(), body: { edits: told() } }))) : null
          if (of !== edits.value) continue
          outcome.value = answer
          refused.value = null
          took.value = performance.now() - begun
        } catch (caught) {
          if (of === edits.value) refused.value = caught
        }
      } while (again && !gone)
    } finally {
      asking.value = false
    }
  }

  watch(edits, () => {
    clearTimeout(waiting)
    waiting = window.setTimeout(() => void ask(), edits.value.size ? QUIET_MS : 0)
  })

  function end(): void {
    gone = true
    clearTimeout(waiting)
    if (trial.value) void fetch(`/api/v1/trials/${trial.value.id}`, { method: 'DELETE', headers: passing('DELETE'), keepalive: true }).catch(() => undefined)
  }
  window.addEventListener('pagehide', end)
  onScopeDispose(() => {
    window.removeEventListener('pagehide', end)
    end()
  })

  async function file(format: string): Promise<{ blob: Blob; name: string }> {
    return within(async () => {
      const query = new URLSearchParams({ format, lang: language.value })
      const response = await reach(`/api/v1/trials/${trial.value?.id}/parcels?${query}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ edits: told() }),
      }).catch(() => {
        throw Problem.away()
      })
      if (!response.ok) throw refusal(await response.json().catch(() => undefined), response)
      return { blob: await response.blob(), name: nameOf(response.headers.get('content-disposition') ?? '') }
    })
  }

  void begin()
  return {
    trial, parcels, ready, loaded, error, notice, outcome, refused, asking, took, begin, file,
    cut: (parcel_key, slot, geometry) => within(() => take(api.POST('/api/v1/trials/{trial_id}/cut', { params: path(), body: { parcel_key, slots: [slot], geometry } }))),
    clip: (parcel_key, by, geometry) => within(() => take(api.POST('/api/v1/trials/{trial_id}/clip', { params: path(), body: { parcel_key, by: { ...by }, geometry } }))),
  }
}

function parcelsOf(told: Collection): Parcel[] {
  return told.features.map(({ id, properties, geometry }) => ({ key: id, id: properties.id, role: properties.role, area: properties.area_m2, shape: geometry }))
}

function nameOf(disposition: string): string {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition)?.[1]
  return encoded ? decodeURIComponent(encoded) : 'parcels'
}
