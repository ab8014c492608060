#include "ui/view/VtkWidget.h"

#include <QCursor>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QScopedValueRollback>

#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkOpenGLState.h>

namespace bolus {

namespace {

Qt::CursorShape qtCursor(int vtkShape) {
    switch (vtkShape) {
    case VTK_CURSOR_CROSSHAIR:
        return Qt::CrossCursor;
    case VTK_CURSOR_HAND:
        return Qt::PointingHandCursor;
    case VTK_CURSOR_SIZEALL:
        return Qt::SizeAllCursor;
    case VTK_CURSOR_SIZENS:
        return Qt::SizeVerCursor;
    case VTK_CURSOR_SIZEWE:
        return Qt::SizeHorCursor;
    default:
        return Qt::ArrowCursor;
    }
}

template<typename Function>
void observe(vtkObject* object, unsigned long event, Function function) {
    struct Command : vtkCommand {
        Function function;
        explicit Command(Function f) : function(std::move(f)) {}
        void Execute(vtkObject*, unsigned long, void* data) override { function(data); }
    };
    auto* command = new Command(std::move(function));
    object->AddObserver(event, command);
    command->UnRegister();
}

} // namespace

VtkWidget::VtkWidget(QWidget* parent) : QOpenGLWidget(parent) {
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setUpdateBehavior(QOpenGLWidget::NoPartialUpdate);
    m_window->SetReadyForRendering(false); // rendering before there is a context crashes
    m_window->SetFrameBlitModeToNoBlit();
    m_window->SetMultiSamples(0);
    m_window->SetOwnContext(0);
    observeWindow();
    connect(this, &QOpenGLWidget::resized, this, &VtkWidget::followSize);
}

VtkWidget::~VtkWidget() {
    if (m_context) { // QOpenGLWidget destroys it after this object's own members are gone
        disconnect(m_context, nullptr, this, nullptr);
    }
    makeCurrent();
    releaseGraphics();
    m_window->RemoveAllObservers();
    doneCurrent();
}

void VtkWidget::requestRender() {
    m_renderNeeded = true;
    update();
}

void VtkWidget::observeWindow() {
    observe(m_window, vtkCommand::WindowMakeCurrentEvent, [this](void*) { makeVtkCurrent(); });
    observe(m_window, vtkCommand::WindowIsCurrentEvent,
            [this](void* current) { *static_cast<bool*>(current) = isVtkCurrent(); });
    observe(m_window, vtkCommand::WindowSupportsOpenGLEvent,
            [](void* supports) { *static_cast<int*>(supports) = 1; });
    observe(m_window, vtkCommand::WindowIsDirectEvent,
            [](void* direct) { *static_cast<int*>(direct) = 1; });
    observe(m_window, vtkCommand::WindowFrameEvent, [this](void*) {
        if (!m_painting) {
            update();
        }
    });
    observe(m_window, vtkCommand::CursorChangedEvent,
            [this](void* shape) { setCursor(qtCursor(*static_cast<int*>(shape))); });
}

void VtkWidget::makeVtkCurrent() {
    // Not the widget's makeCurrent(): it binds the widget's framebuffer behind VTK's state cache,
    // and views go blank.
    if (m_context && m_surface != nullptr) {
        m_context->makeCurrent(m_surface);
    }
}

bool VtkWidget::isVtkCurrent() const {
    return m_context && QOpenGLContext::currentContext() == m_context &&
           m_context->surface() == m_surface;
}

void VtkWidget::initializeGL() {
    m_context = context();
    m_surface = m_context->surface();
    connect(m_context, &QOpenGLContext::aboutToBeDestroyed, this, &VtkWidget::releaseGraphics,
            Qt::UniqueConnection);
    m_window->SetForceMaximumHardwareLineWidth(1);
    m_window->SetReadyForRendering(true);
    m_window->OpenGLInitContext();
    vtkOpenGLState* state = m_window->GetState();
    state->Reset();
    state->vtkglDepthFunc(GL_LEQUAL);
    followSize();
    m_renderNeeded = true;
}

void VtkWidget::releaseGraphics() {
    if (m_context && m_window->GetReadyForRendering()) {
        makeVtkCurrent();
        m_window->Finalize();
    }
    m_window->SetReadyForRendering(false);
    m_context = nullptr;
    m_surface = nullptr;
}

void VtkWidget::followSize() {
    const double ratio = devicePixelRatioF();
    const int width = std::max(1, qRound(this->width() * ratio));
    const int height = std::max(1, qRound(this->height() * ratio));
    m_window->SetSize(width, height);
    m_window->SetScreenSize(width, height);
    m_window->SetDPI(qRound(72 * ratio));
    deviceSizeChanged(width, height);
    requestRender();
}

void VtkWidget::paintGL() {
    if (m_painting || !m_context) {
        return;
    }
    const QScopedValueRollback guard(m_painting, true);
    vtkOpenGLState* state = m_window->GetState();
    state->Reset();
    state->Push();
    renderIfNeeded();
    blitToWidget();
    state->Pop();
}

void VtkWidget::renderIfNeeded() {
    if (std::exchange(m_renderNeeded, false)) {
        prepareScene();
        m_window->GetState()->vtkglDepthFunc(GL_LEQUAL);
        m_window->Render();
    }
}

void VtkWidget::blitToWidget() {
    makeCurrent();
    QOpenGLFunctions* gl = QOpenGLContext::currentContext()->functions();
    const double ratio = devicePixelRatioF();
    const int width = qRound(this->width() * ratio), height = qRound(this->height() * ratio);
    gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
    m_window->GetState()->vtkglDisable(GL_SCISSOR_TEST);
    gl->glDisable(GL_SCISSOR_TEST);
    m_window->BlitDisplayFramebuffer(0, 0, 0, width, height, 0, 0, width, height,
                                     GL_COLOR_BUFFER_BIT, GL_NEAREST);
    // The picture is opaque whatever VTK left in its alpha channel.
    gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
    gl->glClearColor(0, 0, 0, 1);
    gl->glClear(GL_COLOR_BUFFER_BIT);
    gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

} // namespace bolus
