/** What no view can deal with: a failure of our own, and parts of the page that do not come. */
import { ref } from 'vue'
import type { App } from 'vue'
import type { Router } from 'vue-router'
import { missed } from '@/api/presence'

/** Something of ours broke; the page says so and can be loaded again. */
export const failed = ref(false)
/** The next view is on its way. */
export const moving = ref(false)

export function attend(app: App, router: Router): void {
  app.config.errorHandler = (error) => {
    failed.value = true
    console.error(error)
  }
  router.beforeEach((to, from) => {
    moving.value = to.path !== from.path
  })
  router.afterEach(() => {
    moving.value = false
    failed.value = false
  })
  router.onError((_, to, from) => {
    moving.value = false
    // A part of the page did not come: the service is away, or has a newer page by now. That page
    // has all its parts; where the first view of a page does not come, loading again is no help.
    const loaded = (): void => location.assign(to.fullPath)
    const first = from.matched.length === 0
    fetch('/health').then(
      () => (first ? (failed.value = true) : loaded()),
      () => missed().then(loaded),
    )
  })
}
