#include "tests/monkey/Monkey.h"

#include <algorithm>
#include <array>

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QScopedValueRollback>
#include <QThread>
#include <QTimer>
#include <QUrl>
#include <QWheelEvent>
#include <QtTest>

namespace bolus::test {

namespace {

constexpr std::array namedKeys{
    Qt::Key_Up,       Qt::Key_Down,    Qt::Key_Left,   Qt::Key_Right,  Qt::Key_PageUp,
    Qt::Key_PageDown, Qt::Key_Home,    Qt::Key_End,    Qt::Key_Return, Qt::Key_Escape,
    Qt::Key_Tab,      Qt::Key_Backtab, Qt::Key_Delete, Qt::Key_Space,  Qt::Key_Backspace,
    Qt::Key_F1,       Qt::Key_F2,      Qt::Key_F3,     Qt::Key_F4,     Qt::Key_F5,
    Qt::Key_F11,      Qt::Key_Comma,   Qt::Key_Period, Qt::Key_Menu,   Qt::Key_Plus,
    Qt::Key_Minus,    Qt::Key_Insert,  Qt::Key_F10,    Qt::Key_Enter};

/// The one that gets input: an open menu, else the active window, else any.
QWindow* target() {
    if (const QWidget* popup = QApplication::activePopupWidget())
        return popup->windowHandle();
    for (QWidget* widget : {QApplication::activeModalWidget(), QApplication::activeWindow()})
        if (widget && widget->isVisible() && widget->windowHandle())
            return widget->windowHandle();
    for (QWindow* window : QGuiApplication::topLevelWindows())
        if (window->isVisible() && window->type() != Qt::ToolTip)
            return window;
    return nullptr;
}

QString nameOf(const QWindow& window) {
    return window.title().isEmpty() ? window.objectName() : window.title();
}

} // namespace

Monkey::Monkey(MonkeyOptions options, std::function<void()> renew)
    : m_options(std::move(options)), m_renew(std::move(renew)), m_random(m_options.seed) {
    if (!m_options.log.isEmpty()) {
        m_log.setFileName(m_options.log);
        if (!m_log.open(QIODevice::WriteOnly | QIODevice::Text | QIODevice::Unbuffered))
            qFatal("%s cannot be written", qPrintable(m_options.log));
    }
}

void Monkey::start() {
    m_clock.start();
    next(0);
}

void Monkey::next(int ms) {
    QTimer::singleShot(ms, this, &Monkey::step);
}

void Monkey::write(const QString& line) {
    if (m_log.isOpen())
        m_log.write(QStringLiteral("%1 %2\n").arg(m_done).arg(line).toUtf8());
}

void Monkey::step() {
    const bool late = m_options.seconds > 0 && m_clock.elapsed() > 1000LL * m_options.seconds;
    if (m_done >= m_options.events || late) {
        if (!std::exchange(m_finished, true))
            Q_EMIT finished();
        return;
    }
    const int loop = thread()->loopLevel();
    if (loop == m_loop) { // Qt Test lets events be done while it sends one: that one first
        next(1);
        return;
    }
    next(0); // before the event, which may open a loop of its own
    const QScopedValueRollback sending(m_loop, loop);
    ++m_done;
    QWindow* window = target();
    if (!window) {
        write(QStringLiteral("a new window"));
        m_renew();
        return;
    }
    const int kind = upTo(100);
    if (m_held != Qt::NoButton)
        drag(window);
    else if (kind < 38)
        key(window);
    else if (kind < 72)
        press(window);
    else if (kind < 92)
        wheel(window);
    else if (kind < 95)
        resize(window);
    else if (kind < 97)
        drop(window);
    else
        QTest::qWait(upTo(20));
}

Qt::KeyboardModifiers Monkey::modifiers() {
    const int kind = upTo(20);
    return kind < 13   ? Qt::NoModifier
           : kind < 16 ? Qt::KeyboardModifiers(Qt::ControlModifier)
           : kind < 18 ? Qt::KeyboardModifiers(Qt::ShiftModifier)
           : kind < 19 ? Qt::ControlModifier | Qt::ShiftModifier
                       : Qt::KeyboardModifiers(Qt::AltModifier);
}

Qt::MouseButton Monkey::button() {
    const int kind = upTo(10);
    return kind < 7 ? Qt::LeftButton : kind < 9 ? Qt::RightButton : Qt::MiddleButton;
}

QPoint Monkey::somewhere(const QWindow& window) {
    const int x = upTo(10000), y = upTo(10000);
    return {x * qMax(1, window.width()) / 10000, y * qMax(1, window.height()) / 10000};
}

void Monkey::key(QWindow* window) {
    const bool named = upTo(2) == 0;
    const int which = upTo(1000);
    const Qt::Key pressed = named ? namedKeys[static_cast<std::size_t>(which) % namedKeys.size()]
                            : which < 300 ? static_cast<Qt::Key>(Qt::Key_0 + which % 10)
                                          : static_cast<Qt::Key>(Qt::Key_A + which % 26);
    const auto held = modifiers();
    const bool released = upTo(10) != 0;
    write(QStringLiteral("key %1 in %2")
              .arg(QKeySequence(held | pressed).toString(), nameOf(*window)));
    const QPointer<QWindow> still = window;
    stroke(still, true, pressed, held);
    if (released)
        stroke(still, false, pressed, held);
}

/// With its modifiers, one event at a time: each may close the window (Alt closes a menu), and
/// QTest::sendKeyEvent would go on with what is gone.
void Monkey::stroke(const QPointer<QWindow>& window, bool down, Qt::Key key,
                    Qt::KeyboardModifiers held) {
    QList<QPair<int, Qt::KeyboardModifiers>> keys;
    Qt::KeyboardModifiers sofar;
    for (const auto& [modifier, itself] : {std::pair(Qt::ShiftModifier, Qt::Key_Shift),
                                           std::pair(Qt::ControlModifier, Qt::Key_Control),
                                           std::pair(Qt::AltModifier, Qt::Key_Alt)}) {
        if (held.testFlag(modifier)) {
            keys.append({itself, down ? sofar : sofar | modifier});
            sofar |= modifier;
        }
    }
    keys.append({key, held});
    if (!down)
        std::ranges::reverse(keys);
    for (const auto& [code, with] : keys)
        if (window)
            QTest::simulateEvent(window.data(), down, code, with, QString(), false);
}

void Monkey::press(QWindow* window) {
    m_place = somewhere(*window);
    const Qt::MouseButton which = button();
    const auto held = modifiers();
    const int kind = upTo(10);
    write(QStringLiteral("%1 %2 at %3,%4 in %5")
              .arg(kind < 6   ? "click"
                   : kind < 7 ? "double click"
                              : "press")
              .arg(int(which))
              .arg(m_place.x())
              .arg(m_place.y())
              .arg(nameOf(*window)));
    const QPointer<QWindow> still = window;
    QTest::mouseMove(window, m_place);
    if (!still)
        return;
    if (kind >= 7) {
        m_held = which;
        m_moves = 1 + upTo(8);
        QTest::mousePress(window, which, held, m_place);
    } else if (kind == 6) {
        QTest::mouseDClick(window, which, held, m_place);
    } else {
        QTest::mouseClick(window, which, held, m_place);
    }
}

/// In the window that is the target now: a menu may have opened meanwhile.
void Monkey::drag(QWindow* window) {
    const auto within = [window](QPoint place) {
        return QPoint(qBound(0, place.x(), qMax(0, window->width() - 1)),
                      qBound(0, place.y(), qMax(0, window->height() - 1)));
    };
    if (m_moves-- > 0) {
        m_place =
            upTo(4) == 0 ? somewhere(*window) : m_place + QPoint(upTo(80) - 40, upTo(80) - 40);
        m_place = within(m_place);
        write(QStringLiteral("move to %1,%2").arg(m_place.x()).arg(m_place.y()));
        QTest::mouseMove(window, m_place);
        return;
    }
    write(QStringLiteral("release"));
    QTest::mouseRelease(window, std::exchange(m_held, Qt::NoButton), {}, within(m_place));
}

void Monkey::wheel(QWindow* window) {
    const QPointF at = somewhere(*window);
    const int notches = upTo(7) - 3;
    const auto held = modifiers();
    write(QStringLiteral("wheel %1 at %2,%3").arg(notches).arg(at.x()).arg(at.y()));
    QWheelEvent event(at, window->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, held,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(window, &event);
}

void Monkey::drop(QWindow* window) {
    QMimeData data;
    QList<QUrl> urls;
    for (int i = upTo(3); i >= 0 && !m_options.drops.isEmpty(); --i)
        urls << QUrl::fromLocalFile(m_options.drops[upTo(int(m_options.drops.size()))]);
    if (upTo(4) == 0)
        urls << QUrl(QStringLiteral("https://example.org/exam"));
    upTo(3) == 0 ? data.setText(QStringLiteral("liver")) : data.setUrls(urls);
    const QPoint at = somewhere(*window);
    write(QStringLiteral("drop at %1,%2").arg(at.x()).arg(at.y()));
    const QWidget* top = QWidget::find(window->winId());
    QWidget* under = top ? top->childAt(at) : nullptr;
    const QPointer<QWidget> receiver =
        under && under->acceptDrops() ? under : const_cast<QWidget*>(top);
    if (!receiver)
        return;
    const auto actions = Qt::CopyAction | Qt::MoveAction;
    QDragEnterEvent enter(at, actions, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(receiver, &enter);
    if (!receiver || !enter.isAccepted())
        return;
    QDragMoveEvent move(at, actions, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(receiver, &move);
    if (upTo(4) == 0) {
        QDragLeaveEvent leave;
        QCoreApplication::sendEvent(receiver, &leave);
    } else if (receiver) {
        QDropEvent let(at, actions, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(receiver, &let);
    }
}

void Monkey::resize(QWindow* window) {
    const QSize size(400 + upTo(1400), 300 + upTo(900));
    if (window->type() != Qt::Window && window->type() != Qt::Dialog)
        return;
    write(QStringLiteral("resize to %1×%2").arg(size.width()).arg(size.height()));
    window->resize(size);
}

} // namespace bolus::test
