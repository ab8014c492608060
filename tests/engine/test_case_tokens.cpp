// What is kept of a case gives what its images gave: vector, phases' shares and maps.
#include "tests/engine/GridMaps.h"
#include "tests/engine/test_model_support.h"

#include "library/domain/CaseTokens.h"

#include <QtTest>

using namespace bolus;
using namespace bolus::test;

namespace {

const std::string phrase = "Hepatic cyst in the liver.";

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += double(a[i]) * b[i];
    return sum;
}

double furthestApart(const std::vector<float>& a, const std::vector<float>& b) {
    double value = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        value = std::max(value, std::abs(double(a[i]) - b[i]));
    return value;
}

} // namespace

class CaseTokensTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Model> m_model = hashedModel(ModelConfig::tiny(true));
    NetworkInput m_input =
        hashedInput(0, {Phase::PreContrast, Phase::Arterial, Phase::PortalVenous});

    CaseTokens tokens() {
        m_input.box.spacing = {1.5, 1.25, 2};
        auto made = m_model->encodePhases(m_input);
        return made ? *made : CaseTokens{};
    }

private Q_SLOTS:
    void tokensGiveWhatTheirInputGave() {
        const CaseTokens made = tokens();
        QCOMPARE(made.phases, m_input.phases);
        QCOMPARE(made.box.spacing, m_input.box.spacing);
        const auto fromInput = m_model->encodeCase(m_input), fromTokens = m_model->encodeCase(made);
        QVERIFY(fromInput && fromTokens);
        QVERIFY(furthestApart(*fromInput, *fromTokens) < 1e-6);
        const auto maps = m_model->attention(m_input, phrase);
        const auto same = m_model->attention(made, phrase);
        QVERIFY(maps && same);
        QVERIFY(furthestApart(maps->textPerPhase, same->textPerPhase) <
                1e-5 * largest(maps->textPerPhase));
        QVERIFY(furthestApart(maps->perPhase, same->perPhase) < 1e-5 * largest(maps->perPhase));
        QCOMPARE(same->phases, m_input.phases);
        QVERIFY(same->textBias.has_value());
    }
    void eightBitsLoseLittle() {
        const CaseTokens made = tokens();
        const auto kept = unpackTokens(packTokens(made));
        QVERIFY(kept);
        const auto exact = m_model->encodeCase(made), near = m_model->encodeCase(*kept);
        QVERIFY(exact && near);
        QVERIFY2(cosine(*exact, *near) > 0.9995, std::to_string(cosine(*exact, *near)).c_str());
        const auto maps = m_model->attention(m_input, phrase);
        const auto close = m_model->attention(*kept, phrase);
        QVERIFY(maps && close);
        QVERIFY(furthestApart(maps->textPerPhase, close->textPerPhase) <
                0.05 * largest(maps->textPerPhase));
        QVERIFY(std::abs(maps->similarity - close->similarity) < 0.01);
    }
    void somePhasesAreAnExamOfThose() {
        const CaseTokens made = tokens();
        const std::vector<Phase> some{Phase::PreContrast, Phase::Arterial};
        NetworkInput input = hashedInput(0, some); // the first two of the same voxels
        const auto alone = m_model->encodeCase(input);
        const auto chosen = m_model->encodeCase(onlyPhases(made, some));
        const auto all = m_model->encodeCase(made);
        QVERIFY(alone && chosen && all);
        QVERIFY(furthestApart(*alone, *chosen) < 1e-5);
        QVERIFY(furthestApart(*all, *chosen) > 1e-3); // the third did count
    }
    void whatIsOfAnotherModelOrOfNoPhaseIsRefused() {
        CaseTokens other = tokens();
        other.width /= 2;
        const auto refused = m_model->encodeCase(other);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BadInput);
        QVERIFY(!m_model->attention(onlyPhases(tokens(), {}), phrase));
        CaseTokens broken = tokens();
        broken.values[7] = NAN;
        QVERIFY(!m_model->encodeCase(broken));
    }
};

QTEST_APPLESS_MAIN(CaseTokensTest)
#include "test_case_tokens.moc"
