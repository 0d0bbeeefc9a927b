import QtQuick
import Kiosk.Desk

// The camera above the mat, and what may lie there.
Item {
    id: root

    required property DeskViewModel desk
    readonly property DocumentCameraViewModel camera: desk.documentCamera

    CameraPicture {
        id: picture
        width: parent.width
        implicitHeight: 130
        desk: root.desk
        camera: root.camera
    }
    Chips {
        anchors.top: picture.bottom
        anchors.topMargin: 6
        width: parent.width
        station: root.camera
        things: root.camera.scenes
    }
    Chips {
        anchors.bottom: parent.bottom
        width: parent.width
        station: root.camera
        things: root.camera.faults
    }
}
