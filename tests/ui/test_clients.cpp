// The two ways of talking to bolusctl, against a stand-in that speaks the protocol.
#include <QSignalSpy>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/client/BolusctlClient.h"
#include "ui/client/ServeClient.h"
#include "ui/jobs/LibraryJobs.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// Waits for the one reply of a request.
ServeReply ask(ServeClient& serve, const QStringList& argv, const QString& slot = {}) {
    ServeReply answer;
    bool done = false;
    QObject context;
    serve.request(argv, slot, &context, [&](const ServeReply& reply) {
        answer = reply;
        done = true;
    });
    (void)QTest::qWaitFor([&] { return done; }, 10000);
    return answer;
}

} // namespace

class ClientsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRunEndsWithItsResult() {
        Desk desk;
        BolusctlClient client(desk.library());
        QSignalSpy finished(&client, &BolusctlClient::finished);
        QSignalSpy items(&client, &BolusctlClient::itemArrived);
        QSignalSpy progress(&client, &BolusctlClient::progress);
        client.start({"import", "/scans"});
        QVERIFY(finished.wait(10000));
        QCOMPARE(finished[0][0].toJsonObject()["imported"].toInt(), 7);
        QCOMPARE(finished[0][1].toInt(), 3);
        QCOMPARE(items.size(), 1);
        QCOMPARE(progress[0][1].toLongLong(), 5);
    }

    void aRunIsCancelledOnStdin() {
        Desk desk;
        BolusctlClient client(desk.library());
        QSignalSpy failed(&client, &BolusctlClient::failed);
        QSignalSpy progress(&client, &BolusctlClient::progress);
        client.start({"import", "/slow"});
        QVERIFY(progress.wait(10000));
        client.cancel();
        QVERIFY(failed.wait(10000));
        QCOMPARE(failed[0][0].toString(), QString("cancelled"));
        QVERIFY(!client.isRunning());
    }

    void aCrashIsToldWithWhatTheChildWrote() {
        Desk desk;
        BolusctlClient client(desk.library());
        QSignalSpy failed(&client, &BolusctlClient::failed);
        client.start({"import", "/broken"});
        QVERIFY(failed.wait(10000));
        QCOMPARE(failed[0][0].toString(), QString("internal"));
        QVERIFY(failed[0][2].toString().contains("assertion failed"));
    }

    void aProgramThatIsNotThereIsASentence() {
        Desk desk;
        desk.useHelper("/no/such/bolusctl");
        BolusctlClient client(desk.library());
        QSignalSpy failed(&client, &BolusctlClient::failed);
        client.start({"verify"});
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].toString(), QString("not_found"));
        QVERIFY(failed[0][1].toString().contains("/no/such/bolusctl"));
    }

    void serveAnswersAndCollectsItems() {
        Desk desk;
        ServeClient serve;
        serve.start(desk.library());
        const ServeReply reply = ask(serve, {"search", "--", "lesion"}, "search");
        QVERIFY(!reply.error);
        QCOMPARE(reply.items.size(), 2);
        QCOMPARE(reply.result["hits"].toInt(), 2);
    }

    void aDeadHelperAnswersWhatWasAskedAndComesBack() {
        Desk desk;
        ServeClient serve;
        serve.setRestartDelay(20);
        QSignalSpy states(&serve, &ServeClient::stateChanged);
        serve.start(desk.library());
        const ServeReply reply = ask(serve, {"search", "--", "die"}, "search");
        QVERIFY(reply.error);
        QVERIFY(reply.error->message.contains("restarted"));
        QTRY_COMPARE(serve.state(), ServeClient::State::Running);
        QVERIFY(!ask(serve, {"search", "--", "lesion"}).error);
    }

    void withoutAHelperRequestsFailAtOnce() {
        ServeClient serve;
        QVERIFY(ask(serve, {"doctor"}).error);
    }

    void jobsOfOneLaneRunOneAfterAnother() {
        Desk desk;
        JobQueue queue;
        queue.setLibrary(desk.library());
        Job* first = queue.add(
            std::make_unique<Job>("a", QStringList{"import", "/slow"}, Job::Lane::Library));
        Job* second =
            queue.add(std::make_unique<Job>("b", QStringList{"embed"}, Job::Lane::Library));
        QTRY_VERIFY_WITH_TIMEOUT(first->done() > 0, 10000);
        QCOMPARE(second->state(), JobState::Waiting);
        first->cancel();
        QTRY_COMPARE_WITH_TIMEOUT(second->state(), JobState::Done, 10000);
        QCOMPARE(first->state(), JobState::Cancelled);
        QVERIFY(queue.isIdle());
    }

    void demonstrationIsMadeImportedCheckedAndEmbedded() {
        Desk desk;
        JobQueue queue;
        LibraryJobs jobs(queue);
        jobs.setLibrary(desk.library());
        jobs.makeDemonstration();
        QTRY_VERIFY_WITH_TIMEOUT(queue.jobs().size() == 4 && queue.isIdle(), 20000);
        const QStringList ran = desk.commands();
        QVERIFY(ran[0].contains("\"phantom\""));
        QVERIFY(ran[1].contains("\"import\""));
        QVERIFY(ran[2].contains("\"check\""));
        QVERIFY(ran[3].contains("\"embed\""));
    }
};

QTEST_GUILESS_MAIN(ClientsTest)
#include "test_clients.moc"
