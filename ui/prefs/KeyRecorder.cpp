#include "ui/prefs/KeyRecorder.h"

#include <QKeyEvent>

#include "ui/keys/KeyRules.h"

namespace bolus {

namespace {
bool isForDialog(const QKeyEvent& event) {
    return event.key() == Qt::Key_Tab || event.key() == Qt::Key_Backtab ||
           event.key() == Qt::Key_Escape;
}
} // namespace

KeyRecorder::KeyRecorder(QWidget* parent) : QLineEdit(parent) {
    setReadOnly(true);
    setPlaceholderText(tr("Click here and press a key"));
    setAccessibleName(tr("New key"));
    setContextMenuPolicy(Qt::NoContextMenu);
}

void KeyRecorder::forget() {
    m_key = {};
    clear();
}

bool KeyRecorder::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride &&
        !isForDialog(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void KeyRecorder::keyPressEvent(QKeyEvent* event) {
    if (isForDialog(*event)) {
        event->ignore();
        return;
    }
    m_key = keyOf(*event);
    setText(m_key.toString(QKeySequence::NativeText));
    Q_EMIT recorded(m_key);
}

} // namespace bolus
