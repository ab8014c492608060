// The program's application object; on request it tells what kept the window from answering.
#pragma once

#include <functional>
#include <vector>

#include <QApplication>

namespace bolus {

/// One event that took too long, with the part of it that took most.
struct Standstill {
    double ms = 0;     // by the clock
    double busyMs = 0; // of the thread's processor time: what else the machine does counts not
    QString event;     // "Timer of QTimer in bolus::MeasurePanel measurePanel"
    QString worst;     // the event within it that took most by itself, and how long; or empty
};

/// Costs a comparison an event unless it watches. Events that run an event loop of their own (a
/// menu that is open) are not judged, those that come meanwhile are.
class WatchedApplication : public QApplication {
    Q_OBJECT
public:
    WatchedApplication(int& argc, char** argv);

    using Tell = std::function<void(const Standstill&)>;
    /// Called on the GUI thread after each event of its that took `ms` or longer; null ends it.
    void watch(double ms, Tell tell);
    /// BOLUS_WATCHDOG=50 in the environment: to standard error, from 50 ms on.
    void watchWhereAsked();

    bool notify(QObject* receiver, QEvent* event) override;

private:
    /// An event that is being handled.
    struct Frame {
        QString event;
        qint64 startNs = 0;
        double startBusyMs = 0, childrenMs = 0;
        int loop = 0;
        bool isOutermost = false, hasLoop = false;
    };
    void begin(const QObject& receiver, const QEvent& event);
    void end();

    double m_limitMs = 0;
    Tell m_tell;
    std::vector<Frame> m_frames; // the innermost last
    double m_worstMs = 0;
    QString m_worst;
};

} // namespace bolus
