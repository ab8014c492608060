// Entries of a zip archive that are damaged or locked: quarantined one by one, until the archive is
// mended.
#include <functional>

#include <QDir>
#include <QFile>
#include <QtEndian>
#include <QtTest>

#include "tests/app/Bolusctl.h"
#include "tests/app/ZipFile.h"

namespace {

using Entry = QPair<QByteArray, QByteArray>;

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QList<Entry> entriesOf(const QString& folder) {
    QList<Entry> entries;
    for (const QString& name : QDir(folder).entryList(QDir::Files, QDir::Name)) {
        entries.append(Entry{"CT/" + name.toUtf8(), contentOf(folder + "/" + name)});
    }
    return entries;
}

/// Where an entry lies in the bytes of an archive (APPNOTE.TXT 4.3.7 and 4.3.12).
struct Place {
    qsizetype local = -1, central = -1; // headers
    qsizetype data = -1, size = 0;      // as it is stored
};

Place placeOf(const QByteArray& zip, const QByteArray& name) {
    Place place;
    const auto number = [&zip](qsizetype at) {
        return qFromLittleEndian<quint16>(zip.constData() + at);
    };
    for (qsizetype at = zip.indexOf("PK\x03\x04"); at >= 0;
         at = zip.indexOf("PK\x03\x04", at + 1)) {
        if (zip.mid(at + 30, name.size()) == name) {
            place.local = at;
            place.data = at + 30 + number(at + 26) + number(at + 28);
        }
    }
    for (qsizetype at = zip.indexOf("PK\x01\x02"); at >= 0;
         at = zip.indexOf("PK\x01\x02", at + 1)) {
        if (zip.mid(at + 46, name.size()) == name) {
            place.central = at;
            place.size = qFromLittleEndian<quint32>(zip.constData() + at + 20);
        }
    }
    return place;
}

void edit(const QString& path, const QByteArray& name,
          const std::function<void(QByteArray&, const Place&)>& change) {
    QByteArray zip = contentOf(path);
    const Place place = placeOf(zip, name);
    QVERIFY(place.local >= 0 && place.central >= 0 && place.size > 0);
    change(zip, place);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(zip) == zip.size());
}

void spoilData(QByteArray& zip, const Place& place) {
    for (qsizetype i = place.data + place.size / 2; i < place.data + place.size; ++i) {
        zip[i] = static_cast<char>(~zip[i]);
    }
}

void spoilCheckSum(QByteArray& zip, const Place& place) {
    zip[place.central + 16] = static_cast<char>(~zip[place.central + 16]);
}

void lock(QByteArray& zip, const Place& place) { // bit 0 of the general purpose flags
    zip[place.local + 6] = static_cast<char>(zip[place.local + 6] | 1);
    zip[place.central + 8] = static_cast<char>(zip[place.central + 8] | 1);
}

} // namespace

class DamagedArchivesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneBadEntryIsQuarantinedAndTheOthersCome_data() {
        QTest::addColumn<int>("damage");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("word");
        QTest::newRow("data") << 0 << "bad_input"
                              << "damaged";
        QTest::newRow("check sum") << 1 << "bad_input"
                                   << "damaged";
        QTest::newRow("password") << 2 << "unsupported"
                                  << "password";
    }

    void oneBadEntryIsQuarantinedAndTheOthersCome() {
        QFETCH(int, damage);
        QFETCH(QString, code);
        QFETCH(QString, word);
        const Bolusctl ctl;
        const QString zip = ctl.path("exam.zip");
        const auto entries = entriesOf(ctl.makeSeries("series", 6, "Portal venous phase"));
        writeZip(zip, entries);
        static const std::function<void(QByteArray&, const Place&)> damages[]{spoilData,
                                                                              spoilCheckSum, lock};
        edit(zip, "CT/IM00002.dcm", damages[damage]);

        for (int round = 0; round < 2; ++round) { // the second time it is known
            const Ended ended = ctl.run({"import", "--no-pixels", zip});
            QCOMPARE(ended.exit, 3);
            QCOMPARE(ended.result()["imported"].toInt(-1), round == 0 ? 5 : 0);
            QCOMPARE(ended.result()["duplicates"].toInt(-1), round == 0 ? 0 : 5);
            QCOMPARE(ended.result()["quarantined"].toInt(), 1);
            QCOMPARE(ended.result()["files"].toInt(), 6);
            QCOMPARE(ended.of("item").size(), 1);
            QCOMPARE(ended.of("item")[0]["path"].toString(), zip + "/CT/IM00002.dcm");
            QCOMPARE(ended.of("item")[0]["code"].toString(), code);
            QVERIFY(ended.of("item")[0]["reason"].toString().contains(word));
            QVERIFY(ended.of("warning").isEmpty());
        }

        writeZip(zip, entries + QList<Entry>{{"note.doc", "mended"}}); // of another size for sure
        for (int round = 0; round < 2; ++round) {
            const Ended mended = ctl.run({"import", "--no-pixels", zip});
            QCOMPARE(mended.exit, 0);
            QCOMPARE(mended.result()["quarantined"].toInt(-1), 0);
            QCOMPARE(mended.result()["imported"].toInt() + mended.result()["duplicates"].toInt(),
                     6);
        }
    }

    void anArchiveCutShortIsForgottenOnceItIsWhole() {
        const Bolusctl ctl;
        const QString zip = ctl.path("exam.zip");
        const auto entries = entriesOf(ctl.makeSeries("series", 8, "Portal venous phase"));
        writeZip(zip, entries);
        QVERIFY(QFile::resize(zip, QFileInfo(zip).size() / 2));
        const Ended cut = ctl.run({"import", "--no-pixels", zip});
        QCOMPARE(cut.exit, 3);
        QCOMPARE(cut.of("item").last()["path"].toString(), zip);
        QCOMPARE(ctl.run({"import", "--no-pixels", zip}).exit, 3);
        writeZip(zip, entries);
        for (int round = 0; round < 2; ++round) {
            const Ended whole = ctl.run({"import", "--no-pixels", zip});
            QCOMPARE(whole.exit, 0);
            QCOMPARE(whole.result()["imported"].toInt() + whole.result()["duplicates"].toInt(), 8);
        }
    }

    void damageInManyEntriesCostsNoOther() {
        const Bolusctl ctl;
        const QString zip = ctl.path("exam.zip");
        writeZip(zip, entriesOf(ctl.makeSeries("series", 12, "Portal venous phase")));
        for (const char* name :
             {"CT/IM00001.dcm", "CT/IM00002.dcm", "CT/IM00007.dcm", "CT/IM00012.dcm"}) {
            edit(zip, name, spoilData);
        }
        const Ended ended = ctl.run({"import", "--no-pixels", zip});
        QCOMPARE(ended.exit, 3);
        QCOMPARE(ended.result()["imported"].toInt(), 8);
        QCOMPARE(ended.result()["quarantined"].toInt(), 4);
    }
};

QTEST_GUILESS_MAIN(DamagedArchivesTest)
#include "test_damaged_archives.moc"
