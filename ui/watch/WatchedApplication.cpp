#include "ui/watch/WatchedApplication.h"

#include <chrono>
#include <cstdio>
#include <ctime>

#include <QEvent>
#include <QMetaEnum>
#include <QThread>

namespace bolus {

namespace {

double busyMs() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

qint64 nowNs() {
    return std::chrono::steady_clock::now().time_since_epoch() / std::chrono::nanoseconds(1);
}

QString nameOf(const QObject& object) {
    const QString type = QString::fromLatin1(object.metaObject()->className());
    return object.objectName().isEmpty() ? type : type + QLatin1Char(' ') + object.objectName();
}

QString nameOf(const QObject& receiver, const QEvent& event) {
    const char* known = QMetaEnum::fromType<QEvent::Type>().valueToKey(event.type());
    const QString type = known ? QString::fromLatin1(known) : QString::number(event.type());
    const QString whose = nameOf(receiver);
    return receiver.parent()
               ? QStringLiteral("%1 of %2 in %3").arg(type, whose, nameOf(*receiver.parent()))
               : QStringLiteral("%1 of %2").arg(type, whose);
}

} // namespace

WatchedApplication::WatchedApplication(int& argc, char** argv) : QApplication(argc, argv) {}

void WatchedApplication::watch(double ms, Tell tell) {
    m_limitMs = ms;
    m_tell = std::move(tell);
}

void WatchedApplication::watchWhereAsked() {
    bool isNumber = false;
    const double ms = qEnvironmentVariable("BOLUS_WATCHDOG").toDouble(&isNumber);
    if (!isNumber || !(ms > 0))
        return;
    watch(ms, [](const Standstill& still) {
        std::fprintf(stderr, "bolus: the window stood still for %.0f ms (busy for %.0f): %s%s%s\n",
                     still.ms, still.busyMs, qPrintable(still.event),
                     still.worst.isEmpty() ? "" : "; most of it: ", qPrintable(still.worst));
    });
}

bool WatchedApplication::notify(QObject* receiver, QEvent* event) {
    if (!m_tell || !receiver || !event || QThread::currentThread() != thread())
        return QApplication::notify(receiver, event);
    begin(*receiver, *event);
    const bool done = QApplication::notify(receiver, event);
    end();
    return done;
}

/// What it is called is found out before: the receiver may be gone afterwards.
void WatchedApplication::begin(const QObject& receiver, const QEvent& event) {
    Frame frame;
    frame.event = nameOf(receiver, event);
    frame.loop = thread()->loopLevel();
    frame.isOutermost = m_frames.empty() || m_frames.back().loop < frame.loop;
    if (!m_frames.empty() && frame.isOutermost)
        for (Frame& outer : m_frames)
            outer.hasLoop = true;
    if (frame.isOutermost)
        m_worstMs = 0;
    frame.startNs = nowNs();
    frame.startBusyMs = busyMs();
    m_frames.push_back(std::move(frame));
}

void WatchedApplication::end() {
    if (m_frames.empty()) // watching began within the event
        return;
    const Frame frame = std::move(m_frames.back());
    m_frames.pop_back();
    const double ms = 1e-6 * static_cast<double>(nowNs() - frame.startNs);
    if (!m_frames.empty() && !frame.isOutermost) {
        m_frames.back().childrenMs += ms;
        if (const double own = ms - frame.childrenMs; own > m_worstMs) {
            m_worstMs = own;
            m_worst = frame.event;
        }
        return;
    }
    if (frame.hasLoop || ms < m_limitMs || !m_tell)
        return;
    const bool within = m_worstMs > ms / 2;
    const QString worst =
        within ? QStringLiteral("%1, %2 ms").arg(m_worst).arg(m_worstMs, 0, 'f', 0) : QString();
    m_tell({ms, busyMs() - frame.startBusyMs, frame.event, worst});
}

} // namespace bolus
