// bolusctl register: phantom phases from DICOM files to registrations in the library.
#include <QDir>
#include <QDirIterator>
#include <QtTest>

#include "library/store/Library.h"
#include "tests/app/Bolusctl.h"

using namespace bolus;

namespace {

/// A phantom of three phases, or of four whose last breath hold was another; its series in order,
/// each with its part.
QStringList importPhantom(const Bolusctl& ctl, int seed = 3) {
    const Ended made = ctl.run({"phantom", ctl.path("exams"), "--cases", "1", "--seed",
                                QString::number(seed), "--slice", "6", "--columns", "96"});
    if (made.exit != 0 || ctl.run({"import", ctl.path("exams"), "--no-pixels"}).exit != 0) {
        return {};
    }
    const auto cases = ctl.run({"cases"}).of("item");
    QStringList series;
    for (const auto& phase : cases.value(0)["phases"].toArray()) {
        series << phase.toObject()["series_uid"].toString() + ':' +
                      QString::number(phase.toObject()["part"].toInt());
    }
    return series;
}

std::vector<RegistrationRow> kept(const Bolusctl& ctl) {
    auto library = Library::open(ctl.library().toStdString());
    if (!library) {
        return {};
    }
    const auto rows = (*library)->registrations(1);
    return rows ? *rows : std::vector<RegistrationRow>{};
}

} // namespace

class RegisterTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyOtherPhaseIsRegisteredAndKept() {
        const Bolusctl ctl;
        const QStringList series = importPhantom(ctl);
        QVERIFY(series.size() >= 3);
        const Ended ended = ctl.run({"register", "1", "--fixed", series[1], "--all"});
        QCOMPARE(ended.exit, 0);
        const auto items = ended.of("item");
        QCOMPARE(items.size(), series.size() - 1);
        for (const QJsonObject& item : items) {
            QCOMPARE(item["fixed"].toString(), series[1]);
            QVERIFY(series.contains(item["moving"].toString()));
            QVERIFY(item["moving"].toString() != series[1]);
            QVERIFY(item["verdict"].toString() != "failed");
            QVERIFY(item["information_after"].toDouble() >=
                    item["information_before"].toDouble() - 0.01);
            QVERIFY(item["mean_mm"].toDouble() < 30);
            QCOMPARE(item["rigid"].toArray().size(), 16);
            QCOMPARE(item["deformable"].toBool(true), false);
        }
        const QJsonObject result = ended.result();
        QCOMPARE(result["registered"].toInt(), items.size());
        QCOMPARE(result["good"].toInt() + result["doubtful"].toInt(), items.size());
        const auto progress = ended.of("progress");
        QCOMPARE(progress.last()["stage"].toString(), QString("register"));
        QCOMPARE(progress.last()["done"].toInt(), 100);
        QCOMPARE(progress.last()["total"].toInt(), 100);
        const auto rows = kept(ctl);
        QCOMPARE(static_cast<qsizetype>(rows.size()), items.size());
        for (const RegistrationRow& row : rows) {
            QCOMPARE(QString::fromStdString(row.fixedSeries), series[1].section(':', 0, 0));
            QVERIFY(row.registration.isUsable() && !row.registration.grid);
        }
    }

    void aDeformationIsKeptAndIsTheSameAgain() {
        const Bolusctl ctl;
        const QStringList series = importPhantom(ctl, 8);
        QCOMPARE(series.size(), 4);
        const QStringList command{"register", "1",       "--fixed",     series[0],
                                  "--moving", series[3], "--deformable"};
        QCOMPARE(ctl.run(command).exit, 0);
        const auto first = kept(ctl);
        QCOMPARE(first.size(), std::size_t{1});
        QVERIFY(first[0].registration.grid.has_value());
        QVERIFY(first[0].registration.grid->smallestJacobian() > 0);
        const RegistrationQuality& quality = first[0].registration.quality;
        QVERIFY(quality.informationAfter > quality.informationBefore + 0.01); // something was found
        QVERIFY(quality.meanMm > 1);
        QCOMPARE(ctl.run(command).exit, 0);
        const auto second = kept(ctl);
        QCOMPARE(second.size(), std::size_t{1});
        QVERIFY(second[0].registration.grid->mm == first[0].registration.grid->mm);
        QCOMPARE(second[0].registration.rigid, first[0].registration.rigid);
    }

    void cancellingLeavesAConsistentLibrary() {
        const Bolusctl ctl;
        const QStringList series = importPhantom(ctl);
        QElapsedTimer clock;
        const Ended ended =
            ctl.runAndMeddle({"register", "1", "--fixed", series.value(0), "--all", "--deformable"},
                             "progress", [&](QProcess& process) {
                                 process.write("cancel\n");
                                 clock.start();
                             });
        QCOMPARE(ended.exit, 130);
        QCOMPARE(ended.errorCode(), QString("cancelled"));
        QVERIFY(clock.isValid());
        for (const RegistrationRow& row : kept(ctl)) {
            QVERIFY(row.registration.isUsable());
        }
        QCOMPARE(ctl.run({"verify"}).exit, 0);
    }

    void aChangedSeriesForgetsItsRegistrations() {
        const Bolusctl ctl;
        const QStringList series = importPhantom(ctl);
        QCOMPARE(ctl.run({"register", "1", "--fixed", series.value(0), "--moving", series.value(1)})
                     .exit,
                 0);
        QCOMPARE(kept(ctl).size(), std::size_t{1});
        QCOMPARE(ctl.run({"import", ctl.path("exams"), "--no-pixels"}).exit, 0); // nothing new
        QCOMPARE(kept(ctl).size(), std::size_t{1});
        QDirIterator files(ctl.path("exams"), {"*.dcm"}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) { // each file is another one now, though it holds the same
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-3),
                                     QFileDevice::FileModificationTime));
        }
        QCOMPARE(ctl.run({"import", ctl.path("exams"), "--no-pixels"}).exit, 0);
        QVERIFY(kept(ctl).empty());
    }

    void whatCannotBeDoneIsSaid() {
        const Bolusctl ctl;
        QVERIFY(!ctl.makeSeries("few", 3, "Arterial").isEmpty());
        QVERIFY(!ctl.makeSeries("more", 3, "Portal venous").isEmpty());
        QCOMPARE(ctl.run({"import", ctl.path("few"), ctl.path("more")}).exit, 0);
        const auto first = ctl.run({"cases"}).of("item").value(0);
        const QString series = first["phases"].toArray()[0].toObject()["series_uid"].toString();
        const QString id = QString::number(first["id"].toInt());
        QCOMPARE(ctl.run({"register", id, "--fixed", series}).exit, 2); // to what?
        QCOMPARE(ctl.run({"register", id, "--fixed", series, "--all"}).errorCode(),
                 QString("bad_input"));
        QCOMPARE(ctl.run({"register", id, "--fixed", "1.2.3", "--all"}).errorCode(),
                 QString("not_found"));
        QCOMPARE(ctl.run({"register", id, "--fixed", series + ":x", "--all"}).errorCode(),
                 QString("bad_input"));
        QCOMPARE(ctl.run({"register", "99", "--fixed", series, "--all"}).errorCode(),
                 QString("not_found"));
        QCOMPARE(ctl.run({"register", id, "--fixed", series, "--moving", series}).errorCode(),
                 QString("bad_input"));
    }
};

QTEST_GUILESS_MAIN(RegisterTest)
#include "test_register.moc"
