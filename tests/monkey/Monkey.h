// Random but real input: keys, mouse, wheel and drops go the way that the window system's go, by a
// seed that gives the same events again.
#pragma once

#include <cstdint>
#include <functional>
#include <random>

#include <QElapsedTimer>
#include <QFile>
#include <QPointer>
#include <QWindow>

namespace bolus::test {

struct MonkeyOptions {
    std::uint32_t seed = 1;
    int events = 3000;
    int seconds = 0;   // most; 0: as long as the events take
    QString log;       // a line an event, written before it is sent; empty: none
    QStringList drops; // files and folders that may be dropped
};

/// Which events come follows from the seed alone; what they meet, also from when pictures arrive.
/// Lives on the GUI thread. Each step is a timer's, made before the step before it is done: so it
/// goes on within menus and drags, which run event loops of their own.
class Monkey : public QObject {
    Q_OBJECT
public:
    /// `renew` opens a window where none is left.
    Monkey(MonkeyOptions options, std::function<void()> renew);
    void start();
    int done() const { return m_done; }

Q_SIGNALS:
    void finished();

private:
    void next(int ms);
    void step();
    void key(QWindow* window);
    void stroke(const QPointer<QWindow>& window, bool down, Qt::Key key,
                Qt::KeyboardModifiers held);
    void press(QWindow* window);
    void drag(QWindow* window);
    void wheel(QWindow* window);
    void drop(QWindow* window);
    void resize(QWindow* window);
    void write(const QString& line);
    QPoint somewhere(const QWindow& window);
    int upTo(int count) { return static_cast<int>(m_random() % static_cast<std::uint32_t>(count)); }
    Qt::KeyboardModifiers modifiers();
    Qt::MouseButton button();

    MonkeyOptions m_options;
    std::function<void()> m_renew;
    std::mt19937 m_random;
    QFile m_log;
    QElapsedTimer m_clock;
    int m_done = 0;
    int m_loop = -1; // level of the event loop that an event is being sent in
    bool m_finished = false;
    // A drag under way: the button stays down over several steps.
    Qt::MouseButton m_held = Qt::NoButton;
    int m_moves = 0;
    QPoint m_place;
};

} // namespace bolus::test
