// The watchdog names what held the window up, and only that.
#include <QEventLoop>
#include <QPushButton>
#include <QThread>
#include <QTimer>
#include <QtTest>

#include "ui/watch/WatchedApplication.h"

using namespace bolus;

namespace {

/// Holds its thread up when it is shown, or when it is asked to.
class Slow : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    int showMs = 0;
public Q_SLOTS:
    void hold() { QThread::msleep(120); }

protected:
    void showEvent(QShowEvent*) override { QThread::msleep(static_cast<unsigned long>(showMs)); }
};

WatchedApplication& application() {
    return *static_cast<WatchedApplication*>(qApp);
}

} // namespace

class WatchdogTest : public QObject {
    Q_OBJECT
    QList<Standstill> m_told;

private Q_SLOTS:
    void init() {
        m_told.clear();
        application().watch(100, [this](const Standstill& still) { m_told << still; });
    }
    void cleanup() { application().watch(0, {}); }

    void aQueuedCallThatTakesLongIsNamed() {
        Slow slow;
        slow.setObjectName("tortoise");
        QMetaObject::invokeMethod(&slow, &Slow::hold, Qt::QueuedConnection);
        QCoreApplication::processEvents();
        QCOMPARE(m_told.size(), 1);
        QCOMPARE(m_told[0].event, QString("MetaCall of Slow tortoise"));
        QVERIFY(m_told[0].ms >= 120);
        QVERIFY(m_told[0].busyMs < m_told[0].ms); // it slept
    }

    void aTimerIsNamedWithItsOwner() {
        QWidget owner;
        owner.setObjectName("owner");
        auto* timer = new QTimer(&owner);
        connect(timer, &QTimer::timeout, &owner, [timer] {
            timer->stop();
            QThread::msleep(120);
        });
        timer->start(0);
        QTRY_COMPARE(m_told.size(), 1);
        QCOMPARE(m_told[0].event, QString("Timer of QTimer in QWidget owner"));
    }

    void whatIsSlowWithinAnotherEventIsNamedToo() {
        Slow slow;
        slow.showMs = 150;
        QTimer::singleShot(0, &slow, [&slow] { slow.show(); });
        QTRY_VERIFY(!m_told.isEmpty());
        QVERIFY2(m_told[0].worst.startsWith("Show of Slow"), qPrintable(m_told[0].worst));
    }

    void whatIsQuickIsNotTold() {
        Slow slow;
        slow.show();
        QTest::qWait(20);
        application().watch(0, {});
        QMetaObject::invokeMethod(&slow, &Slow::hold, Qt::QueuedConnection);
        m_told.clear();
        QCoreApplication::processEvents();
        QVERIFY(m_told.isEmpty());
    }

    void anEventThatWaitsInALoopOfItsOwnIsNot() {
        QTimer::singleShot(0, this, [] {
            QEventLoop loop;
            QTimer::singleShot(300, &loop, &QEventLoop::quit);
            loop.exec();
        });
        QTest::qWait(500);
        for (const Standstill& still : std::as_const(m_told))
            QVERIFY2(still.ms < 300, qPrintable(still.event));
    }

    void theReceiverMayBeDeletedByItsEvent() {
        auto* gone = new QTimer;
        connect(gone, &QTimer::timeout, gone, [gone] {
            QThread::msleep(120);
            delete gone;
        });
        gone->start(0);
        QTRY_COMPARE(m_told.size(), 1);
    }
};

int main(int argc, char** argv) {
    WatchedApplication application(argc, argv);
    WatchdogTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_watchdog.moc"
