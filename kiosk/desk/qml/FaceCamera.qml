pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The camera that sees the resident: who stands there and what they do, how they are seen, who pretends to be them.
Item {
    id: root

    required property DeskViewModel desk
    property int page: 0
    readonly property FaceCameraViewModel camera: desk.faceCamera
    readonly property var pages: [
        [camera.persons, camera.gestures],
        [camera.lights, camera.positions, camera.wears],
        [camera.attacks]
    ]

    CameraPicture {
        id: picture
        width: parent.width
        desk: root.desk
        camera: root.camera
    }
    Row {
        id: tabs
        anchors.top: picture.bottom
        anchors.topMargin: 8

        Repeater {
            model: [root.desk.labels.person, root.desk.labels.surroundings, root.desk.labels.attack]

            delegate: Rectangle {
                id: tab

                required property WordsViewModel modelData
                required property int index
                readonly property bool chosen: root.page === index

                objectName: "face_camera_page_" + index
                width: root.width / 3
                height: 42
                color: "transparent"

                Bilingual {
                    anchors.centerIn: parent
                    words: tab.modelData
                    size: 13
                    align: Text.AlignHCenter
                    zhColor: tab.chosen ? Style.ink : Style.soft
                }
                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: tab.chosen ? 3 : 1
                    color: tab.chosen ? Style.accent : Style.edge
                }
                TapHandler {
                    onTapped: root.page = tab.index
                }
            }
        }
    }
    Column {
        anchors.top: tabs.bottom
        anchors.topMargin: 10
        width: parent.width
        spacing: 14

        Repeater {
            model: root.pages[root.page]

            delegate: Chips {
                required property var modelData

                width: root.width
                station: root.camera
                things: modelData
            }
        }
    }
    Chips {
        anchors.bottom: parent.bottom
        width: parent.width
        station: root.camera
        things: root.camera.faults
    }
}
