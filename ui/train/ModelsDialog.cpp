#include "ui/train/ModelsDialog.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/jobs/LibraryJobs.h"
#include "ui/library/LibrarySession.h"
#include "ui/style/Theme.h"

namespace bolus {

namespace {

QString valueText(const QJsonValue& value);

QString objectText(const QJsonObject& object) {
    QStringList parts;
    for (auto at = object.begin(); at != object.end(); ++at)
        parts << QStringLiteral("%1 %2").arg(
            QString(at.key()).replace(QLatin1Char('_'), QLatin1Char(' ')), valueText(at.value()));
    return parts.join(QStringLiteral(", "));
}

QString valueText(const QJsonValue& value) {
    if (value.isObject())
        return objectText(value.toObject());
    if (value.isDouble())
        return QLocale().toString(value.toDouble(), 'g', 6);
    if (value.isBool())
        return value.toBool() ? ModelsDialog::tr("yes") : ModelsDialog::tr("no");
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return value.toString();
}

QString tableRow(const QString& name, const QString& value) {
    if (value.isEmpty())
        return {};
    return QStringLiteral("<tr><td style=\"color:%1; padding-right:14px\">%2</td><td>%3</td></tr>")
        .arg(theme::secondaryText.name(), name.toHtmlEscaped(), value.toHtmlEscaped());
}

QString provenanceHtml(const ModelRow& model) {
    QString rows = tableRow(ModelsDialog::tr("name"), toText(model.id)) +
                   tableRow(ModelsDialog::tr("SHA-256"), toText(model.hash)) +
                   tableRow(ModelsDialog::tr("file"), toText(model.file));
    const QJsonObject fields =
        QJsonDocument::fromJson(QByteArray::fromStdString(model.provenance)).object();
    for (auto at = fields.begin(); at != fields.end(); ++at)
        rows += tableRow(QString(at.key()).replace(QLatin1Char('_'), QLatin1Char(' ')),
                         valueText(at.value()));
    return QStringLiteral("<table cellspacing=\"3\">%1</table>").arg(rows);
}

} // namespace

ModelsDialog::ModelsDialog(LibrarySession& library, LibraryJobs& jobs, QWidget* parent)
    : QDialog(parent), m_library(library), m_jobs(jobs), m_list(new QTreeWidget),
      m_provenance(new QTextBrowser), m_activate(new QPushButton(tr("Use this model"))),
      m_import(new QPushButton(tr("Import model…"))), m_remove(new QPushButton(tr("Remove"))) {
    setObjectName(QStringLiteral("modelsDialog"));
    setWindowTitle(tr("Models"));
    resize(820, 520);
    build();
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ModelsDialog::showSelected);
    connect(&theme::changes(), &theme::Changes::changed, this, &ModelsDialog::showSelected);
    connect(m_import, &QPushButton::clicked, this, &ModelsDialog::importRequested);
    connect(m_activate, &QPushButton::clicked, this, [this] {
        if (const ModelRow* model = selected())
            m_jobs.activateModel(toText(model->id));
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (const ModelRow* model = selected())
            Q_EMIT removeRequested(toText(model->id));
    });
    connect(&jobs, &LibraryJobs::modelsChanged, this, &ModelsDialog::reload);
    connect(&library, &LibrarySession::changed, this, &ModelsDialog::reload);
}

void ModelsDialog::build() {
    m_list->setObjectName(QStringLiteral("modelList"));
    m_list->setAccessibleName(tr("Models"));
    m_list->setHeaderLabels({tr("Model"), tr("State"), tr("Cases prepared")});
    m_list->setRootIsDecorated(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);
    m_provenance->setAccessibleName(tr("Where the model comes from"));
    auto* heading = new QLabel(tr("Where it comes from"));
    heading->setProperty("section", true);
    m_activate->setProperty("primary", true);
    auto* close = new QPushButton(tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_activate);
    buttons->addWidget(m_import);
    buttons->addWidget(m_remove);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(m_list, 2);
    rows->addWidget(heading);
    rows->addWidget(m_provenance, 3);
    rows->addLayout(buttons);
}

void ModelsDialog::reload() {
    m_library.ask<std::vector<ModelRow>>(
        this, [](Library& library) { return library.models(); },
        [this](Result<std::vector<ModelRow>> models) {
            if (models)
                fill(std::move(*models));
            else
                m_provenance->setPlainText(toText(models.error().message));
        });
}

void ModelsDialog::fill(std::vector<ModelRow> models) {
    const int row = qMax(0, m_list->indexOfTopLevelItem(m_list->currentItem()));
    m_models = std::move(models);
    m_list->clear();
    for (const ModelRow& model : m_models)
        new QTreeWidgetItem(m_list, {toText(model.id), model.active ? tr("in use") : QString(),
                                     QLocale().toString(static_cast<qlonglong>(model.vectors))});
    m_list->setCurrentItem(m_list->topLevelItem(qMin(row, m_list->topLevelItemCount() - 1)));
    showSelected();
}

const ModelRow* ModelsDialog::selected() const {
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    return row >= 0 && row < static_cast<int>(m_models.size()) ? &m_models[row] : nullptr;
}

void ModelsDialog::showSelected() {
    const ModelRow* model = selected();
    m_activate->setEnabled(model && !model->active);
    m_remove->setEnabled(model && !model->active);
    m_provenance->setHtml(
        model ? provenanceHtml(*model)
              : tr("This library has no model yet. The one that comes with Bolus is "
                   "added when cases are first prepared for searching."));
}

} // namespace bolus
