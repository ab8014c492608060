// Model files: what is written reads back.
#include <filesystem>

#include "tests/engine/ModelBytes.h"
#include "tests/engine/test_model_support.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace bolus;
using namespace bolus::test;

class ModelFileTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

private Q_SLOTS:
    void aModelReadsBackAsItWas() {
        const auto model = hashedModel(ModelConfig::tiny(false));
        const auto hash = model->save(path("m.safetensors"), "tiny-1", R"({"seed":1})", false);
        QVERIFY2(hash, hash ? "" : hash.error().message.c_str());
        const auto read = Model::load(path("m.safetensors"));
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        const ModelInfo& info = (*read)->info();
        QCOMPARE(QString::fromStdString(info.name), "tiny-1");
        QCOMPARE(QString::fromStdString(info.provenance), R"({"seed":1})");
        QCOMPARE(info.config.toJson(), model->info().config.toJson());
        QCOMPARE(info.parameters, model->info().parameters);
        QCOMPARE((*read)->vocabulary(), model->vocabulary());
        const NetworkInput input = hashedInput(1, {Phase::Arterial, Phase::Delayed});
        QCOMPARE((*read)->encodeCase(input).value(), model->encodeCase(input).value());
        QCOMPARE((*read)->encodeText("renal cyst").value(),
                 model->encodeText("renal cyst").value());
    }

    void theHashIsThatOfTheFile() {
        const auto model = hashedModel(ModelConfig::tiny(true));
        const auto hash = model->save(path("h.safetensors"), "tiny", "{}", true);
        QVERIFY(hash);
        QFile file(QString::fromStdString(path("h.safetensors").string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCryptographicHash sha(QCryptographicHash::Sha256);
        QVERIFY(sha.addData(&file));
        QCOMPARE(QByteArray::fromStdString(*hash), sha.result().toHex());
        QCOMPARE((*Model::load(path("h.safetensors")))->info().hash, *hash);
    }

    void halfPrecisionIsHalfTheSizeAndClose() {
        const auto model = hashedModel(ModelConfig::tiny(true));
        QVERIFY(model->save(path("full"), "tiny", "{}", false));
        QVERIFY(model->save(path("half"), "tiny", "{}", true));
        const double full = std::filesystem::file_size(path("full"));
        const double half = std::filesystem::file_size(path("half"));
        QVERIFY(half < 0.55 * full);
        const NetworkInput input = hashedInput(1, {Phase::Arterial});
        const auto exact = model->encodeCase(input),
                   read = (*Model::load(path("half")))->encodeCase(input);
        QVERIFY(exact && read);
        for (std::size_t i = 0; i < exact->size(); ++i)
            QVERIFY(std::abs((*exact)[i] - (*read)[i]) < 5e-3);
    }

    void savingReplacesWholeFilesAndLeavesNothingElse() {
        const auto model = hashedModel(ModelConfig::tiny(true));
        QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "m";
        writeAll(file, "an older model");
        QVERIFY(model->save(file, "tiny", "{}", true));
        QVERIFY(Model::load(file));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
        const auto failed = model->save(file / "below a file", "tiny", "{}", true);
        QCOMPARE(failed.error().code, ErrorCode::Io);
        QCOMPARE(model->save(file, "tiny", "{", true).error().code, ErrorCode::BadInput);
        QCOMPARE(model->save(file, "\xff", "{}", true).error().code, ErrorCode::BadInput);
        QVERIFY(Model::load(file));
    }

    void aModelThatIsNotFiniteIsNotSaved() {
        const auto model = hashedModel(ModelConfig::tiny(true));
        const torch::NoGradGuard noGrad;
        model->net().head->weight[0][0] = 1e6; // beyond fp16
        QVERIFY(model->save(path("big"), "tiny", "{}", false));
        QCOMPARE(model->save(path("bad"), "tiny", "{}", true).error().code, ErrorCode::Model);
        QVERIFY(!std::filesystem::exists(path("bad")));
        QVERIFY(Model::load(path("big")));
    }

    void anythingButAFileIsAnError() {
        QCOMPARE(Model::load(path("absent")).error().code, ErrorCode::NotFound);
        QCOMPARE(Model::load(m_folder.path().toStdString()).error().code, ErrorCode::BadInput);
        QCOMPARE(Model::load("/dev/zero").error().code, ErrorCode::BadInput);
    }

    void aModelThatCouldNotBeReadBackIsNotSaved() {
        const auto model = hashedModel(ModelConfig::tiny(true));
        for (const std::string& name : {std::string("two\nlines"), std::string(300, 'a')})
            QCOMPARE(model->save(path("named"), name, "{}", true).error().code,
                     ErrorCode::BadInput);
        QVERIFY(!std::filesystem::exists(path("named")));
    }

    void configurationsReadBack() {
        for (const bool robust : {false, true})
            for (const auto& config : {ModelConfig::paper(robust), ModelConfig::compact(robust),
                                       ModelConfig::tiny(robust)}) {
                const auto read = ModelConfig::fromJson(config.toJson());
                QVERIFY2(read, read ? "" : read.error().message.c_str());
                QCOMPARE(read->toJson(), config.toJson());
            }
        QVERIFY(!ModelConfig::fromJson("{}"));
        QVERIFY(!ModelConfig::fromJson("nonsense"));
    }

    void aVocabularyThatCannotBeStoredIsRefused() {
        auto tokens = smallVocabulary();
        tokens[20] = "two\nlines";
        QCOMPARE(Model::create(ModelConfig::tiny(true), tokens, 1).error().code,
                 ErrorCode::BadInput);
        QVERIFY(!Model::create(ModelConfig::tiny(true), {"liver"}, 1));
    }
};

QTEST_GUILESS_MAIN(ModelFileTest)
#include "test_model_file.moc"
