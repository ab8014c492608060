// A VTK render window inside a QOpenGLWidget; Debian's VTK 9.1 has no Qt 6 module of its own.
#pragma once

#include <QOpenGLWidget>
#include <QPointer>
#include <QSurface>

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>

class QOpenGLContext;

namespace bolus {

/// Draws at most once a frame: views call requestRender() as often as they like. Positions that VTK
/// sees are device pixels. The context may be replaced at any time (docking, floating).
class VtkWidget : public QOpenGLWidget {
    Q_OBJECT
public:
    explicit VtkWidget(QWidget* parent = nullptr);
    ~VtkWidget() override;

    vtkGenericOpenGLRenderWindow* renderWindow() const { return m_window; }
    void requestRender();

protected:
    /// The scene brings itself up to date here, once a frame, just before it is rendered.
    virtual void prepareScene() {}
    virtual void deviceSizeChanged(int width, int height) {}

    void initializeGL() override;
    void paintGL() override;

private:
    void observeWindow();
    void makeVtkCurrent();
    bool isVtkCurrent() const;
    void followSize();
    void releaseGraphics();
    void renderIfNeeded();
    void blitToWidget();

    vtkNew<vtkGenericOpenGLRenderWindow> m_window;
    QPointer<QOpenGLContext> m_context; // of initializeGL; replaced when Qt makes a new one
    QSurface* m_surface = nullptr;
    bool m_renderNeeded = true;
    bool m_painting = false;
};

} // namespace bolus
