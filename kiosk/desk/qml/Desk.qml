import QtQuick
import DeskStyle
import Kiosk.Desk

// One table of 1600 × 1000, shown as large as the window allows.
Rectangle {
    id: root

    required property DeskViewModel desk

    width: 1600
    height: 1000
    color: Style.table

    Binding {
        target: Style
        property: "still"
        value: root.desk.still
    }

    Item {
        id: table
        width: 1600
        height: 1000
        scale: Math.min(root.width / width, root.height / height)
        transformOrigin: Item.TopLeft
        x: (root.width - width * scale) / 2
        y: (root.height - height * scale) / 2

        Row {
            x: 24
            y: 8
            height: 60
            spacing: 24

            Bilingual {
                anchors.verticalCenter: parent.verticalCenter
                words: root.desk.labels.title
                size: 24
                bold: true
            }
            Rectangle {
                width: 1
                height: 40
                color: "#c3ccd6"
                anchors.verticalCenter: parent.verticalCenter
            }
            Bilingual {
                anchors.verticalCenter: parent.verticalCenter
                words: root.desk.labels.subtitle
                size: 15
                zhColor: Style.soft
            }
        }
        Text {
            objectName: "message"
            x: 900
            y: 8
            width: 676
            height: 60
            text: root.desk.message
            color: Style.trouble
            font.pixelSize: 14
            wrapMode: Text.Wrap
            elide: Text.ElideRight
            horizontalAlignment: Text.AlignRight
            verticalAlignment: Text.AlignVCenter
        }

        Item {
            id: left
            z: 1 // a card that is dragged stays on top
            x: 20
            y: 76
            width: 500
            height: 904

            Panel {
                width: 243
                height: 386
                station: root.desk.idCard

                IdReader {
                    objectName: "reader"
                    width: parent.width
                    height: 192
                    desk: root.desk
                }
                Chips {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    station: root.desk.idCard
                    things: root.desk.idCard.faults
                }
            }
            Panel {
                x: 257
                width: 243
                height: 386
                station: root.desk.socialCard

                SocialReader {
                    objectName: "social_reader"
                    width: parent.width
                    height: 192
                    desk: root.desk
                }
                Chips {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    station: root.desk.socialCard
                    things: root.desk.socialCard.faults
                }
            }
            CardTray {
                y: 400
                width: parent.width
                height: parent.height - y
                desk: root.desk
            }
        }
        Panel {
            x: 534
            y: 76
            width: 238
            height: 632
            station: root.desk.receiptPrinter

            ReceiptPrinter {
                anchors.fill: parent
                desk: root.desk
            }
        }
        Panel {
            x: 786
            y: 76
            width: 304
            height: 632
            station: root.desk.documentPrinter

            DocumentPrinter {
                anchors.fill: parent
                desk: root.desk
            }
        }
        Panel {
            x: 1104
            y: 76
            width: 206
            height: 632
            station: root.desk.faceCamera

            FaceCamera {
                anchors.fill: parent
                desk: root.desk
            }
        }
        Panel {
            x: 1324
            y: 76
            width: 256
            height: 402
            station: root.desk.documentCamera

            DocumentCamera {
                anchors.fill: parent
                desk: root.desk
            }
        }
        Panel {
            x: 1324
            y: 492
            width: 256
            height: 216
            station: root.desk.codeScanner

            Scanner {
                anchors.fill: parent
                desk: root.desk
            }
        }
        Panel {
            x: 534
            y: 722
            width: 576
            height: 258
            station: root.desk.cabinet

            Cabinet {
                anchors.fill: parent
                desk: root.desk
            }
        }
        Panel {
            x: 1124
            y: 722
            width: 456
            height: 258
            station: root.desk.ups

            Power {
                anchors.fill: parent
                desk: root.desk
            }
        }
    }
}
