import { IconPlus } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { MetaObject } from '#kernel/api.ts'
import type { CustomLayout } from '#kernel/configuration.ts'
import { Button } from '../../ui/Button.tsx'
import { Input } from '../../ui/Input.tsx'
import { useDragList } from '../../ui/useDragList.ts'
import { FieldsInput } from './FieldsInput.tsx'
import styles from './Fit.module.css'
import { LayoutPreview } from './LayoutPreview.tsx'

type Props = {
  object: MetaObject
  item: Readonly<Record<string, unknown>>
  set: (patch: Readonly<Record<string, unknown>>) => void
  errors: Readonly<Record<string, string>>
}
type Groups = NonNullable<CustomLayout['page']>

const parts = ['list', 'create', 'header'] as const

/** The parts of a layout, whose fields are dragged within a part and from one to another, and what comes of it. */
export function LayoutParts({ object, item, set, errors }: Props) {
  const { t } = useTranslation()
  const groups = (item['page'] as Groups | undefined) ?? []
  const putGroup = (i: number, patch: Partial<Groups[number]>) =>
    set({ page: groups.map((one, j) => (j === i ? { ...one, ...patch } : one)) })
  const box = useRef<HTMLDivElement>(null)
  useDragList(box, (moved, to, index) => {
    const at = moved.indexOf(':')
    const [from, key] = [moved.slice(0, at), moved.slice(at + 1)]
    const put = (keys: readonly string[]) => {
      const next = keys.filter((one) => one !== key)
      next.splice(index, 0, key)
      return next
    }
    // A field stands in one group of the page; from one part to another it is added.
    if (to.startsWith('page.')) {
      const leaves = from.startsWith('page.') || groups.some(({ fields }) => fields.includes(key))
      const without = groups.map((group) =>
        leaves ? { ...group, fields: group.fields.filter((f) => f !== key) } : group,
      )
      set({ page: without.map((group, i) => (`page.${i}` === to ? { ...group, fields: put(group.fields) } : group)) })
    } else set({ [to]: put((item[to] as readonly string[] | undefined) ?? []) })
  })
  return (
    <>
      <p className={styles.faint}>{t('drag.how')}</p>
      <div ref={box}>
        <div className={styles.columns}>
          {parts.map((part) => (
            <FieldsInput
              key={part}
              list={part}
              label={t(`fit.parts.${part}`)}
              object={object}
              keys={(item[part] as readonly string[] | undefined) ?? []}
              error={errors[part]}
              onChange={(keys) => set({ [part]: keys })}
            />
          ))}
        </div>
        <h3 className={styles.sub}>{t('fit.parts.page')}</h3>
        <div className={styles.columns}>
          {groups.map((group, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups have no key but their place
            <div key={i} className={styles.group}>
              <Input
                aria-label={t('fit.groupName')}
                value={group.label.zh}
                onChange={(event) =>
                  putGroup(i, {
                    label: {
                      zh: event.target.value,
                      en: group.label.en === group.label.zh ? event.target.value : group.label.en,
                    },
                  })
                }
              />
              <FieldsInput
                list={`page.${i}`}
                label={group.label.zh}
                object={object}
                keys={group.fields}
                onChange={(fields) =>
                  fields.length === 0 ? set({ page: groups.filter((_, j) => j !== i) }) : putGroup(i, { fields })
                }
              />
            </div>
          ))}
        </div>
      </div>
      <Button
        small
        look="quiet"
        icon={<IconPlus size={14} />}
        onClick={() =>
          set({ page: [...groups, { label: { zh: t('fit.newGroup'), en: t('fit.newGroup') }, fields: [] }] })
        }
      >
        {t('fit.addGroup')}
      </Button>
      <LayoutPreview object={object} layout={item as Partial<CustomLayout>} />
    </>
  )
}
