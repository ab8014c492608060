// model import: a file of Bolus, a BERT as a text tower, and what is neither.
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QtTest>

#include "engine/model/SafeTensors.h"
#include "engine/text/WordPiece.h"
#include "tests/app/Bolusctl.h"

using namespace bolus;

namespace {

constexpr std::int64_t bertWidth = 64, bertMlp = 32, bertTokens = 64;

/// A BERT of one block, every value 0.01.
void writeBert(const QString& file, std::int64_t words) {
    TensorSource source;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
        source.entries.push_back(
            {.name = name, .type = TensorType::F32, .shape = std::move(shape)});
    };
    const auto addPair = [&](const std::string& name, std::vector<std::int64_t> shape) {
        add(name + ".bias", {shape[0]});
        add(name + ".weight", std::move(shape));
    };
    add("bert.embeddings.word_embeddings.weight", {words, bertWidth});
    add("bert.embeddings.position_embeddings.weight", {bertTokens, bertWidth});
    add("bert.embeddings.token_type_embeddings.weight", {2, bertWidth});
    addPair("bert.embeddings.LayerNorm", {bertWidth});
    const std::string block = "bert.encoder.layer.0.";
    for (const char* part : {"query", "key", "value"}) {
        addPair(block + "attention.self." + part, {bertWidth, bertWidth});
    }
    addPair(block + "attention.output.dense", {bertWidth, bertWidth});
    addPair(block + "attention.output.LayerNorm", {bertWidth});
    addPair(block + "intermediate.dense", {bertMlp, bertWidth});
    addPair(block + "output.dense", {bertWidth, bertMlp});
    addPair(block + "output.LayerNorm", {bertWidth});
    add("cls.predictions.bias", {words});
    std::vector<float> values;
    source.data = [&](std::size_t i) -> Result<std::span<const std::byte>> {
        std::size_t count = 1;
        for (const std::int64_t size : source.entries[i].shape) {
            count *= static_cast<std::size_t>(size);
        }
        values.assign(count, 0.01F);
        return std::as_bytes(std::span(values));
    };
    QVERIFY(writeSafeTensors(file.toStdString(), {}, source));
}

/// Returns how many words it has.
std::int64_t writeVocabulary(const QString& file) {
    const auto words = trainVocabulary({"hepatic cyst", "renal mass"}, 200);
    QFile out(file);
    if (!out.open(QIODevice::WriteOnly)) {
        return 0;
    }
    for (const std::string& word : words) {
        out.write(QByteArray::fromStdString(word) + "\r\n");
    }
    return std::ssize(words);
}

} // namespace

class ModelImportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aBertBecomesAModel() {
        const Bolusctl ctl;
        const QString file = ctl.path("bert.safetensors");
        writeBert(file, writeVocabulary(ctl.path("vocab.txt")));
        const QStringList import{"model", "import", file, "--size", "tiny"};
        const Ended ended = ctl.run(import);
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QCOMPARE(ended.result()["model"].toString(), "bert");
        QCOMPARE(ended.result()["kind"].toString(), "bert");
        QCOMPARE(ended.result()["unused"].toArray(), QJsonArray{"cls.predictions.bias"});
        QCOMPARE(ended.result()["missing"].toArray(), QJsonArray());
        QCOMPARE(ended.result()["used"].toInt() + ended.result()["converted"].toInt(), 21);
        QCOMPARE(ended.of("item").size(), 1);
        QCOMPARE(ended.of("item")[0]["state"].toString(), "unused");
        QVERIFY(!ended.of("progress").isEmpty());

        const QJsonObject row = ctl.run({"model", "list"}).of("item").value(0);
        QCOMPARE(row["hash"], ended.result()["hash"]);
        const QJsonObject source = row["provenance"].toObject()["source"].toObject();
        QFile weights(file);
        QVERIFY(weights.open(QIODevice::ReadOnly));
        QCOMPARE(source["sha256"].toString().toLatin1(),
                 QCryptographicHash::hash(weights.readAll(), QCryptographicHash::Sha256).toHex());

        const Ended again = ctl.run(import); // the same weights are the same model
        QCOMPARE(again.result()["hash"], ended.result()["hash"]);
        QCOMPARE(ctl.run({"model", "list"}).of("item").size(), 1);
        QCOMPARE(QDir(ctl.library() + "/models").entryList(QDir::Files).size(), 1);
        QCOMPARE(ctl.run({"verify"}).exit, 0);
    }

    void aBertJoinsTheImageTowerOfAModelInTheLibrary() {
        const Bolusctl ctl;
        const QString file = ctl.path("bert.safetensors");
        writeBert(file, writeVocabulary(ctl.path("words")));
        QCOMPARE(ctl.run({"model", "import", file, "--size", "tiny"}).errorCode(), "not_found");
        const QStringList words{"--vocabulary", ctl.path("words")};
        const QStringList eyes =
            QStringList{"model", "import", file, "--size", "tiny", "--name", "eyes"} + words;
        QCOMPARE(ctl.run(eyes).exit, 0);
        const QStringList joined =
            QStringList{"model", "import", file, "--vision", "eyes", "--name", "both"} + words;
        const Ended ended = ctl.run(joined);
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QCOMPARE(ended.result()["model"].toString(), "both");
        QCOMPARE(ended.result()["untrained"].toInt(), 2); // the text's projection
        QCOMPARE(ctl.run(joined + QStringList{"--preset", "paper"}).errorCode(), "bad_input");
        QCOMPARE(ctl.run({"model", "import", file, "--vision", "nobody"}).errorCode(), "not_found");
    }

    void whatDoesNotFitIsASentenceAndLeavesNothing() {
        const Bolusctl ctl;
        const QString file = ctl.path("bert.safetensors");
        writeBert(file, writeVocabulary(ctl.path("vocab.txt")) + 1);
        const Ended ended = ctl.run({"model", "import", file});
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.errorCode(), "bad_input");
        QVERIFY(ended.last()["message"].toString().contains("entries"));
        QFile pickle(ctl.path("pytorch_model.bin"));
        QVERIFY(pickle.open(QIODevice::WriteOnly));
        pickle.write("PK\3\4 and more");
        pickle.close();
        QCOMPARE(ctl.run({"model", "import", pickle.fileName()}).errorCode(), "unsupported");
        QCOMPARE(ctl.run({"model", "import", file, "--preset", "best"}).exit, 2);
        QVERIFY(QDir(ctl.library() + "/models").entryList(QDir::Files).isEmpty());
    }

    void aModelOfBolusKeepsItsOwnWords() {
        const Bolusctl ctl;
        writeBert(ctl.path("bert.safetensors"), writeVocabulary(ctl.path("vocab.txt")));
        const QString file = ctl.path("bert.safetensors");
        QCOMPARE(ctl.run({"model", "import", file, "--size", "tiny", "--half"}).exit, 0);
        const QDir models(ctl.library() + "/models");
        const QString own = models.filePath(models.entryList(QDir::Files).value(0));
        QVERIFY(QFile::copy(own, ctl.path("own.safetensors")));
        const Ended refused = ctl.run({"model", "import", ctl.path("own.safetensors"),
                                       "--vocabulary", ctl.path("vocab.txt")});
        QCOMPARE(refused.errorCode(), "bad_input");
        const Ended known = ctl.run({"model", "import", ctl.path("own.safetensors")});
        QCOMPARE(known.result()["model"].toString(), "bert");
        QCOMPARE(known.result()["kind"].toString(), "bolus");
    }
};

QTEST_GUILESS_MAIN(ModelImportTest)
#include "test_model_import.moc"
