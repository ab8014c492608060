#include "ui/window/HoldKey.h"

#include <QApplication>
#include <QKeyEvent>

#include "ui/keys/KeyMap.h"

namespace bolus {

HoldKey::HoldKey(const KeyMap& keys, const QString& command, QWidget* window,
                 std::function<void(bool)> tell)
    : QObject(window), m_keys(keys), m_command(command), m_window(window), m_tell(std::move(tell)) {
    qApp->installEventFilter(this);
}

bool HoldKey::typesText() const {
    const QWidget* focus = QApplication::focusWidget();
    return focus && focus->testAttribute(Qt::WA_InputMethodEnabled);
}

bool HoldKey::eventFilter(QObject* watched, QEvent* event) {
    const bool press = event->type() == QEvent::KeyPress;
    if ((!press && event->type() != QEvent::KeyRelease) || !watched->isWidgetType())
        return false;
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool ours =
        static_cast<QWidget*>(watched)->window() == m_window && m_keys.matches(m_command, *key);
    if (!ours || (press && typesText()) || (!press && !m_held))
        return false;
    if (!key->isAutoRepeat() && std::exchange(m_held, press) != press)
        m_tell(press);
    return true;
}

} // namespace bolus
