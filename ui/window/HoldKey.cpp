#include "ui/window/HoldKey.h"

#include <QApplication>
#include <QKeyEvent>

namespace bolus {

HoldKey::HoldKey(int key, QWidget* window, std::function<void(bool)> tell)
    : QObject(window), m_key(key), m_window(window), m_tell(std::move(tell)) {
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
    const bool ours = key->key() == m_key && key->modifiers() == Qt::NoModifier &&
                      static_cast<QWidget*>(watched)->window() == m_window;
    if (!ours || (press && typesText()) || (!press && !m_held))
        return false;
    if (!key->isAutoRepeat() && std::exchange(m_held, press) != press)
        m_tell(press);
    return true;
}

} // namespace bolus
