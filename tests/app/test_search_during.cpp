// A search while the library is written to, by real processes beside each other: what it answers is
// what the library held at one moment.
#include <algorithm>

#include <QSet>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

using Answers = QList<Ended>;

QList<qint64> casesOf(const Ended& answer) {
    QList<qint64> cases;
    for (const QJsonObject& hit : answer.of("item")) {
        cases.append(hit["case"].toInteger());
    }
    return cases;
}

QSet<qint64> setOf(const QList<qint64>& cases) {
    return {cases.begin(), cases.end()};
}

/// The ranks of one part, where a hit has one.
QList<int> ranksOf(const Ended& answer, const QString& key) {
    QList<int> ranks;
    for (const QJsonObject& hit : answer.of("item")) {
        if (hit[key].isDouble()) {
            ranks.append(hit[key].toInt());
        }
    }
    return ranks;
}

void verifyDistinct(QList<int> ranks) {
    std::ranges::sort(ranks);
    QVERIFY(std::ranges::adjacent_find(ranks) == ranks.end());
    QVERIFY(ranks.isEmpty() || ranks.first() >= 1);
}

/// Each count of an answer fits the others.
void verifyAddsUp(const Ended& answer) {
    QVERIFY2(answer.exit == 0 && !answer.crashed, answer.standardError.constData());
    const auto hits = answer.of("item");
    QCOMPARE(answer.result()["hits"].toInt(-1), hits.size());
    for (int i = 0; i < hits.size(); ++i) {
        QCOMPARE(hits[i]["rank"].toInt(), i + 1);
        QVERIFY(hits[i]["lexical_rank"].isDouble() || hits[i]["image_rank"].isDouble());
        QCOMPARE(hits[i]["image_rank"].isDouble(), hits[i]["cosine"].isDouble());
    }
    QCOMPARE(setOf(casesOf(answer)).size(), hits.size()); // each case once
    verifyDistinct(ranksOf(answer, "lexical_rank"));
    verifyDistinct(ranksOf(answer, "image_rank"));
    const QJsonObject facets = answer.result()["facets"].toObject();
    int cases = 0;
    for (const QJsonValue modality : facets["modality"].toArray()) {
        cases += modality.toObject()["cases"].toInt();
    }
    QCOMPARE(cases, facets["cases"].toInt());
    QVERIFY(cases >= hits.size());
}

bool sameAnswer(const Ended& one, const Ended& other) {
    return casesOf(one) == casesOf(other) &&
           ranksOf(one, "lexical_rank") == ranksOf(other, "lexical_rank") &&
           ranksOf(one, "image_rank") == ranksOf(other, "image_rank") &&
           one.result()["model"] == other.result()["model"];
}

} // namespace

class SearchDuringTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        m_ctl.provideModel();
        makePhantoms("first", 3, 11);
        QCOMPARE(m_ctl.run({"import", m_ctl.path("first")}).exit, 0);
        QCOMPARE(m_ctl.run({"embed"}).result()["embedded"].toInt(), 3);
    }

    void import() {
        makePhantoms("second", 5, 12);
        const QStringList words{"search", "liver", "--mode", "lexical", "--k", "1000"};
        const Ended before = m_ctl.run(words);
        verifyAddsUp(before);
        Requests serve(m_ctl); // one process that lives on
        QCOMPARE(serve.ask(words)["hits"], before.result()["hits"]);
        const Answers during = searchWhile({"import", m_ctl.path("second")}, words);
        const Ended after = m_ctl.run(words);
        verifyAddsUp(after);
        QCOMPARE(serve.ask(words)["hits"], after.result()["hits"]); // it knows the new ones at once
        QVERIFY(setOf(casesOf(after)).size() > setOf(casesOf(before)).size());
        QList<qint64> there;
        for (const QJsonObject& exam : m_ctl.run({"cases"}).of("item")) {
            there.append(exam["id"].toInteger());
        }
        QCOMPARE(there.size(), 8);
        qsizetype least = casesOf(before).size();
        for (const Ended& answer : during) {
            verifyAddsUp(answer);
            QVERIFY(setOf(there).contains(setOf(casesOf(answer)))); // none that is not there
            QVERIFY(setOf(casesOf(answer)).contains(setOf(casesOf(before))));
            QVERIFY(casesOf(answer).size() >= least); // and none is lost again
            least = casesOf(answer).size();
        }
    }

    /// The active model's vectors of the new cases come in while it is searched.
    void embedding() {
        makePhantoms("third", 2, 13);
        QCOMPARE(m_ctl.run({"import", m_ctl.path("third")}).exit, 0);
        const QStringList both{"search", "liver", "--k", "1000"};
        const Ended before = m_ctl.run(both);
        Requests serve(m_ctl);
        QCOMPARE(serve.ask(both)["hits"], before.result()["hits"]);
        const Answers during = searchWhile({"embed"}, both);
        const Ended after = m_ctl.run(both);
        QCOMPARE(serve.ask(both)["hits"], after.result()["hits"]);
        QCOMPARE(serve.ask(both)["margin"], after.result()["margin"]); // of the new vectors too
        for (const Ended& answer : Answers{before} + during + Answers{after}) {
            verifyAddsUp(answer);
            QCOMPARE(answer.result()["model"].toString(), QString("tiny"));
            QCOMPARE(ranksOf(answer, "lexical_rank").size(),
                     ranksOf(before, "lexical_rank").size()); // words are as they were
        }
    }

    /// Neither changes what is active: the answer stays the same to the last rank.
    void fineTuningAndEmbeddingAnother() {
        const QStringList both{"search", "liver", "--k", "1000"};
        const Ended before = m_ctl.run(both);
        const Answers trained = searchWhile(trainLocal("local"), both);
        const Answers embedded = searchWhile({"embed", "--model", "local"}, both);
        for (const Ended& answer : trained + embedded) {
            verifyAddsUp(answer);
            QVERIFY(sameAnswer(answer, before));
        }
    }

    /// Each answer is of one model alone, the old or the new one.
    void switchingTheModel() {
        QCOMPARE(m_ctl.run(trainLocal("other")).exit, 0);
        QCOMPARE(m_ctl.run({"embed", "--model", "other"}).exit, 0);
        const QStringList both{"search", "liver", "--k", "1000"};
        const Ended old = m_ctl.run(both);
        QCOMPARE(old.result()["model"].toString(), QString("tiny"));
        const Answers during = searchWhile({"model", "activate", "other"}, both);
        const Ended fresh = m_ctl.run(both);
        QCOMPARE(fresh.result()["model"].toString(), QString("other"));
        for (const Ended& answer : during) {
            verifyAddsUp(answer);
            QVERIFY(sameAnswer(answer, old) || sameAnswer(answer, fresh));
        }
        QCOMPARE(m_ctl.run({"verify"}).result()["problems"].toInt(-1), 0);
    }

private:
    void makePhantoms(const QString& folder, int cases, int seed) {
        const Ended made =
            m_ctl.run({"phantom", m_ctl.path(folder), "--cases", QString::number(cases), "--seed",
                       QString::number(seed), "--columns", "64", "--slice", "8"});
        QVERIFY2(made.exit == 0, made.standardError.constData());
    }

    QStringList trainLocal(const QString& name) const {
        return {"train",
                "--all",
                "--base",
                "tiny",
                "--validation",
                "0.34",
                "--epochs",
                "1",
                "--batch",
                "2",
                "--freeze-towers",
                "--out",
                m_ctl.library() + "/models/" + name + ".safetensors"};
    }

    /// What the search answers, over and over, from when the job has begun until it has ended well.
    Answers searchWhile(const QStringList& job, const QStringList& search) {
        QProcess process;
        m_ctl.start(process, QStringList{"--library", m_ctl.library(), "--json"} + job);
        Answers answers;
        do {
            answers.append(m_ctl.run(search));
        } while (!process.waitForFinished(1) && process.state() != QProcess::NotRunning);
        if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
            qFatal("%s: %s", qPrintable(job.join(' ')), process.readAllStandardError().constData());
        }
        return answers;
    }

    Bolusctl m_ctl;
};

QTEST_GUILESS_MAIN(SearchDuringTest)
#include "test_search_during.moc"
