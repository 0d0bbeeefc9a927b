import QtQuick
import Kiosk.Shell

// The question first, then the camera: each is a page.
Item {
    id: screen

    required property VerifyFaceView view
    required property ShellModel shell

    objectName: "screen_verify_face"

    Loader {
        anchors.fill: parent
        Component.onCompleted: setSource(screen.view.page, {
            view: screen.view
        })
    }
}
