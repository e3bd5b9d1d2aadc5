/** One submission on its way: chosen, sent, read. */
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { away } from '@/api/presence'
import { api, take } from '@/api/client'
import { Problem } from '@/api/problem'
import { askService, service } from '@/api/service'
import { bytes } from '@/parts/bytes'
import { t } from '@/words'
import { told as toldOf, type County } from './county'
import { gathered, type Named } from './gathered'
import { Cancelled, newKey, send, type Sending, type Submission } from './upload'
import { isNothing, nothing, ofEntries, options, recall, recalled, type Contents, type Told } from './told'

export type Phase = 'empty' | 'packing' | 'sending' | 'reading' | 'read' | 'failed'
const TRIES = 3

export function handing(there: (submission: string | null) => void, county: County) {
  const phase = ref<Phase>('empty')
  const file = shallowRef<File | null>(null)
  const sent = ref(0)
  const submission = shallowRef<Submission | null>(null)
  const contents = shallowRef<Contents | null>(null)
  const told = shallowRef<Told>(nothing())
  const asking = ref(false)
  const error = shallowRef<unknown>(null)
  const notice = ref('')
  let sending: Sending | null = null
  let reading: AbortController | null = null
  let key = ''
  let tries = 0

  /** Take what was dropped or chosen; something on its way is not disturbed. */
  async function take_(files: readonly Named[]): Promise<void> {
    notice.value = ''
    if (phase.value === 'packing' || phase.value === 'sending') {
      notice.value = t('page.submit.busy', { name: file.value?.name ?? '' })
      return
    }
    if (!files.length) return
    if (county.wrong.value) {
      notice.value = county.wrong.value
      return
    }
    const before = phase.value
    phase.value = 'packing'
    try {
      const one = await gathered(files)
      const limit = await largest()
      if (one === null) notice.value = t('page.submit.one_only')
      else if (one.size === 0) notice.value = t('page.submit.nothing_in_it', { name: one.name })
      else if (one.size > limit)
        notice.value = t('page.submit.too_large', { name: one.name, size: bytes(one.size), limit: bytes(limit) })
      else {
        reset()
        file.value = one
        key = newKey()
        await go()
        return
      }
    } catch {
      notice.value = t('page.submit.unreadable_here')
    }
    phase.value = before
  }

  async function largest(): Promise<number> {
    await askService().catch(() => undefined)
    return service.value?.upload_bytes ?? Infinity
  }

  async function go(): Promise<void> {
    const one = file.value
    if (!one) return
    phase.value = 'sending'
    sent.value = 0
    error.value = null
    const mine = (sending = send(one, key, (count) => (sent.value = count), toldOf(county)))
    try {
      const made = await mine.done
      submission.value = made
      tries = 0
      there(made.id)
      await read(remembered)
    } catch (caught) {
      if (sending !== mine) return
      if (caught instanceof Cancelled) return reset()
      error.value = caught
      phase.value = 'failed'
    }
  }

  /** Ask what is in it; where nothing was said yet, with what was said the last time of one like it. */
  async function read(before: (found: Contents) => Told | null): Promise<void> {
    phase.value = 'reading'
    error.value = null
    try {
      const found = await ask(isNothing(told.value) ? nothing() : told.value)
      if (found === null) return
      contents.value = found
      const again = isNothing(told.value) ? before(found) : null
      if (again) {
        told.value = again
        contents.value = (await ask(again)) ?? found
      }
      phase.value = 'read'
    } catch (caught) {
      error.value = caught
      phase.value = 'failed'
    }
  }

  /** Return what is in it under `said`; null where a newer question was asked meanwhile. */
  async function ask(said: Told): Promise<Contents | null> {
    const of = submission.value
    if (!of) return null
    reading?.abort()
    const mine = (reading = new AbortController())
    asking.value = true
    try {
      return await take(
        api.GET('/api/v1/submissions/{submission_id}/contents', {
          params: { path: { submission_id: of.id }, query: options(said) },
          signal: mine.signal,
        }),
      )
    } catch (caught) {
      if (mine.signal.aborted) return null
      throw caught
    } finally {
      if (reading === mine) asking.value = false
    }
  }

  /** Say something of layers and fields, and see what comes of it. */
  async function say(next: Told): Promise<void> {
    told.value = next
    if (submission.value) recall(submission.value.id, next)
    try {
      const found = await ask(next)
      if (found) contents.value = found
    } catch (caught) {
      error.value = caught
      phase.value = 'failed'
    }
  }

  /** Go on with a submission that the service has. */
  async function resume(id: string): Promise<void> {
    reset()
    phase.value = 'reading'
    try {
      submission.value = await take(api.GET('/api/v1/submissions/{submission_id}', { params: { path: { submission_id: id } } }))
      told.value = recalled(id) ?? nothing()
      await read(remembered)
    } catch (caught) {
      error.value = caught
      phase.value = 'failed'
    }
  }

  /** Forget what was said the last time, here and at the service. */
  async function forget(): Promise<void> {
    const signature = contents.value?.remembered?.signature
    if (signature)
      await take(api.DELETE('/api/v1/mappings/{signature}', { params: { path: { signature } } })).catch(() => undefined)
    await say(nothing())
  }

  async function again(): Promise<void> {
    if (submission.value) await read(remembered)
    else if (file.value) await go()
  }

  function reset(): void {
    reading?.abort()
    sending = null
    tries = 0
    file.value = submission.value = contents.value = error.value = null
    told.value = nothing()
    phase.value = 'empty'
    there(null)
  }

  function cancel(): void {
    sending?.cancel()
  }

  // A connection that was lost is taken up again by itself, not for ever: the file may be gone.
  watch(away, (gone) => {
    const lost = error.value instanceof Problem && error.value.status === 0
    if (!gone && phase.value === 'failed' && lost && tries++ < TRIES) void again()
  })
  onScopeDispose(() => {
    reading?.abort()
    sending?.cancel()
  })
  return { phase, file, sent, submission, contents, told, asking, error, notice, take: take_, say, resume, forget, again, reset, cancel }
}

function remembered(found: Contents): Told | null {
  const said = found.remembered
  return said ? ofEntries(said.map) : null
}
