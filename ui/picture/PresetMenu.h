// The reader's own presets in the menu of windows: saving, using and removing them.
#pragma once

#include <QList>
#include <QObject>

#include "ui/picture/WindowPresetStore.h"

class QAction;
class QMenu;
class QWidget;

namespace bolus {

class MessageBar;
class ViewerWidget;

class PresetMenu : public QObject {
    Q_OBJECT
public:
    /// Adds to `presets`. Belongs to the window.
    PresetMenu(QMenu& presets, ViewerWidget& viewer, MessageBar& messages, QWidget& window);

    const WindowPresetStore& store() const { return m_store; }

private:
    void refresh();
    void follow();
    void askForName();
    void save(const QString& name);
    void use(const OwnPreset& preset);

    QMenu& m_menu;
    ViewerWidget& m_viewer;
    MessageBar& m_messages;
    QWidget& m_window;
    WindowPresetStore m_store;
    QAction *m_first, *m_save; // the reader's own stand between them
    QMenu* m_remove;
    QList<QAction*> m_own;
};

} // namespace bolus
