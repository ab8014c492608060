#include "ui/review/AttentionExport.h"

#include <QPainter>

#include "ui/client/BolusctlClient.h"
#include "ui/library/LibrarySession.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"
#include "ui/window/MessageBar.h"

namespace bolus {

namespace {

constexpr int uncompressed = 100; // of QImage's qualities; packing takes longer than a frame

QString methodName(HeatmapMethod method) {
    return method == HeatmapMethod::Direct    ? AttentionExport::tr("exact shares")
           : method == HeatmapMethod::Rollout ? AttentionExport::tr("rollout")
                                              : AttentionExport::tr("gradient");
}

} // namespace

AttentionExport::AttentionExport(const LibrarySession& library, ViewerWidget& viewer,
                                 CaseController& cases, HeatmapController& heatmaps,
                                 const HeatmapPanel& panel, MessageBar& messages, QObject* parent)
    : QObject(parent), m_library(library), m_viewer(viewer), m_cases(cases), m_heatmaps(heatmaps),
      m_panel(panel), m_messages(messages) {}

AttentionExport::~AttentionExport() = default;

bool AttentionExport::hasMap() const {
    return m_cases.current() && m_viewer.heatmapVisible() && !m_heatmaps.isVeiled() &&
           m_heatmaps.answerInTurn(m_cases.current()->id) != nullptr;
}

QString AttentionExport::caption() const {
    const qint64 caseId = m_cases.current()->id;
    const AttentionAnswer* answer = m_heatmaps.answerInTurn(caseId);
    const auto& mm = answer->cellMm;
    QString text = tr("Not for diagnosis. Where model %1 looked (%2). One cell covers %3 × %4 × %5 "
                      "mm.")
                       .arg(answer->model, methodName(m_panel.method()))
                       .arg(qRound(mm[0]))
                       .arg(qRound(mm[1]))
                       .arg(qRound(mm[2]));
    if (m_panel.kind() == HeatmapKind::Text)
        text += tr(" For the phrase “%1”.").arg(m_heatmaps.phrase());
    return text;
}

QPixmap AttentionExport::captioned(const QPixmap& picture) const {
    if (!hasMap() || m_heatmaps.isBeside())
        return picture;
    const qreal ratio = picture.devicePixelRatio();
    const QSize size = picture.deviceIndependentSize().toSize();
    const QFontMetrics metrics(m_viewer.font());
    const QRect room(6, size.height() + 4, size.width() - 12, 1000);
    const int flags = Qt::AlignLeft | Qt::TextWordWrap;
    const int tall = metrics.boundingRect(room, flags, caption()).height() + 8;
    QPixmap whole(QSize(size.width(), size.height() + tall) * ratio);
    whole.setDevicePixelRatio(ratio);
    whole.fill(Qt::black);
    QPainter painter(&whole);
    painter.drawPixmap(0, 0, picture);
    painter.setFont(m_viewer.font());
    painter.setPen(Qt::white);
    painter.drawText(room, flags, caption());
    return whole;
}

QStringList AttentionExport::savePictures() {
    m_pictures = std::make_unique<QTemporaryDir>();
    QStringList files;
    for (SliceViewport* view : m_viewer.viewports()) {
        if (view->caseId() != m_cases.current()->id || !view->isVisible())
            continue;
        const QString file = m_pictures->filePath(
            QStringLiteral("%1.png").arg(files.size() + 1, 2, 10, QLatin1Char('0')));
        view->finish();
        if (captioned(view->grab()).toImage().save(file, "PNG", uncompressed))
            files << file;
    }
    return files;
}

void AttentionExport::ask(QWidget* over, const Dialogs& dialogs) {
    if (m_client) {
        m_messages.show(MessageBar::Level::Info, tr("An export is still under way."));
        return;
    }
    if (!hasMap()) {
        m_messages.show(MessageBar::Level::Info,
                        tr("There is no map on screen to export. Turn the heatmap on first."));
        return;
    }
    dialogs.folder(over, tr("Folder for the maps"), {},
                   [this](const QString& folder) { start(folder); });
}

void AttentionExport::start(const QString& folder) {
    if (!hasMap() || m_client)
        return;
    QStringList command = m_heatmaps.commandInTurn(m_cases.current()->id);
    command << QStringLiteral("--out") << folder << QStringLiteral("--dicom");
    if (m_checked)
        command << QStringLiteral("--check");
    if (!m_heatmaps.isBeside()) // else bolusctl draws them: none is on the pictures
        for (const QString& picture : savePictures())
            command << QStringLiteral("--picture") << picture;
    m_client = std::make_unique<BolusctlClient>(m_library.folder());
    connect(m_client.get(), &BolusctlClient::finished, this, [this, folder] {
        over();
        m_messages.show(
            MessageBar::Level::Info,
            tr("The maps were saved in %1: Parametric Maps, Secondary Captures, PNG and "
               "maps.json.")
                .arg(folder));
    });
    connect(m_client.get(), &BolusctlClient::failed, this,
            [this](const QString&, const QString& message) {
                over();
                m_messages.show(MessageBar::Level::Error, message);
            });
    m_client->start(command);
}

void AttentionExport::over() {
    m_client.release()->deleteLater();
    m_pictures.reset();
}

} // namespace bolus
