// Fetches attention maps for the shown cases while the heatmap is on, and lays them over the views.
#pragma once

#include <map>

#include <QJsonObject>
#include <QObject>

#include "library/domain/Case.h"
#include "ui/report/HeatmapPanel.h"
#include "viewer/Heatmap.h"

class QAction;

namespace bolus {

class CaseController;
class ServeClient;
class ViewerWidget;
struct ServeReply;

/// The attention of one case as bolusctl gave it.
struct AttentionAnswer {
    struct Map {
        QString kind; // "phase", "view", "text"
        std::optional<Phase> phase;
        std::vector<float> values;
        double share = 0;
    };
    std::vector<Map> maps;
    std::array<double, 3> origin{}, spacing{}, cellMm{};
    std::array<double, 9> direction{};

    /// Nothing where the answer does not hold whole maps and a box.
    static std::optional<AttentionAnswer> fromReply(const QList<QJsonObject>& items,
                                                    const QJsonObject& result);
    /// What the viewer shows for this kind: a map a series, or one for all.
    QVector<Heatmap> heatmaps(HeatmapKind kind, const Case& exam) const;
    std::vector<PhaseShare> shares(HeatmapKind kind) const;
};

class HeatmapController : public QObject {
    Q_OBJECT
public:
    HeatmapController(ServeClient& serve, CaseController& cases, ViewerWidget& viewer,
                      HeatmapPanel& panel, QAction& toggle, QObject* parent = nullptr);

    /// The phrase of the last search.
    void setPhrase(const QString& phrase);
    /// The model in use; the maps of another one are forgotten.
    void setModel(const QString& model);

Q_SIGNALS:
    /// The maps of the current case, and of the one beside it, are on screen.
    void shown(qint64 caseId);
    void failed(const QString& sentence);

private:
    void refresh();
    void request(const Case& exam, const QString& slot);
    void take(qint64 caseId, const ServeReply& reply);
    void lay(const Case& exam);
    void forget();
    bool needsPhrase() const;

    ServeClient& m_serve;
    CaseController& m_cases;
    ViewerWidget& m_viewer;
    HeatmapPanel& m_panel;
    QAction& m_toggle;
    QString m_phrase, m_model;
    std::map<qint64, AttentionAnswer> m_answers; // for m_phrase, by m_model and the method chosen
    int m_generation = 0;
};

} // namespace bolus
