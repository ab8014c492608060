#include "ui/picture/PresetMenu.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>

#include "ui/common/Text.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/MessageBar.h"

namespace bolus {

namespace {

/// Of the active viewport; empty without one.
QString activeKind(const ViewerWidget& viewer) {
    const SliceViewport* view = viewer.activeViewport();
    return view ? toText(view->scene().windowKind()) : QString();
}

/// Values that one exam has for itself ("…@7", of MR, say) mean nothing in another.
bool isComparable(const QString& kind) {
    return !kind.isEmpty() && !kind.contains(QLatin1Char('@'));
}

QString valuesText(const Window& window) {
    const int decimals = window.window < 20 ? 2 : 0;
    return QStringLiteral("W %1  L %2")
        .arg(numberText(window.window, decimals), numberText(window.level, decimals));
}

} // namespace

PresetMenu::PresetMenu(QMenu& presets, ViewerWidget& viewer, MessageBar& messages, QWidget& window)
    : QObject(&window), m_menu(presets), m_viewer(viewer), m_messages(messages), m_window(window),
      m_first(presets.addSeparator()), m_remove(new QMenu(tr("&Remove a preset"), &window)) {
    presets.addSeparator();
    m_save = presets.addAction(tr("&Save the present window as a preset…"));
    m_save->setObjectName(QStringLiteral("savePreset"));
    connect(m_save, &QAction::triggered, this, &PresetMenu::askForName);
    m_remove->setObjectName(QStringLiteral("removePreset"));
    presets.addMenu(m_remove);
    connect(&presets, &QMenu::aboutToShow, this, &PresetMenu::follow);
    refresh();
}

void PresetMenu::refresh() {
    qDeleteAll(m_own);
    m_own.clear();
    m_remove->clear();
    QAction* before = m_menu.actions().value(m_menu.actions().indexOf(m_first) + 1);
    for (const OwnPreset& preset : m_store.presets()) {
        QString shown = preset.name;
        shown.replace(QLatin1Char('&'), QStringLiteral("&&"));
        auto* action = new QAction(shown, &m_menu);
        action->setToolTip(valuesText(preset.values));
        action->setProperty("kind", preset.kind);
        connect(action, &QAction::triggered, this, [this, preset] { use(preset); });
        m_menu.insertAction(before, action);
        m_own << action;
        connect(m_remove->addAction(shown), &QAction::triggered, this, [this, preset] {
            m_store.remove(preset.name);
            QMetaObject::invokeMethod(this, &PresetMenu::refresh, Qt::QueuedConnection);
        });
    }
    m_remove->setEnabled(!m_own.isEmpty());
}

/// Only what fits the values of the active viewport can be had.
void PresetMenu::follow() {
    const QString kind = activeKind(m_viewer);
    for (QAction* action : std::as_const(m_own))
        action->setEnabled(action->property("kind").toString() == kind);
    m_save->setEnabled(!kind.isEmpty());
}

void PresetMenu::askForName() {
    const QString kind = activeKind(m_viewer);
    if (!isComparable(kind)) {
        m_messages.show(MessageBar::Level::Info,
                        tr("The values of this series mean something in its own exam alone, so a "
                           "window of them cannot be kept for others."));
        return;
    }
    const auto [window, level] = m_viewer.windowLevel();
    auto* dialog = new QInputDialog(&m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("presetDialog"));
    dialog->setWindowTitle(tr("Save a window preset"));
    dialog->setLabelText(tr("Name of the preset with %1:").arg(valuesText({window, level})));
    dialog->setOkButtonText(tr("Save"));
    if (auto* field = dialog->findChild<QLineEdit*>())
        field->setMaxLength(WindowPresetStore::longestName);
    connect(dialog, &QInputDialog::textValueSelected, this, &PresetMenu::save);
    dialog->open();
}

void PresetMenu::save(const QString& name) {
    const auto [window, level] = m_viewer.windowLevel();
    if (m_store.add({name, activeKind(m_viewer), {window, level}}))
        refresh();
    else
        m_messages.show(MessageBar::Level::Warning,
                        tr("The preset was not saved: it needs a name, and there can be %1 of "
                           "them. Remove one that is no longer used.")
                            .arg(WindowPresetStore::mostPresets));
}

void PresetMenu::use(const OwnPreset& preset) {
    if (activeKind(m_viewer) == preset.kind)
        m_viewer.setWindowLevel(preset.values.window, preset.values.level);
}

} // namespace bolus
