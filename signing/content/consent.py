"""Wordings of the consent given before signing, by version key.

A published wording is never changed: a new one gets a new key, and each signature stores the key of
its wording.
"""

CONSENT = "persetujuan/1"
CONSENTS = {
    "persetujuan/1": (
        "Saya telah membaca naskah ini. Saya menandatanganinya atas nama sendiri dalam jabatan yang"
        " tertulis, dan menyetujui bahwa tanda tangan di layar ini adalah tanda tangan elektronik"
        " saya yang tidak tersertifikasi (UU ITE Pasal 11; PP 71/2019 Pasal 59 dan 60). Bentuk"
        " tanda tangan saya dicetak pada naskah akhir."
    ),
}

# The consent before signing the sealed file with a certificate.
CERTIFICATE_CONSENT = "persetujuan-sertifikat/1"
CERTIFICATE_CONSENTS = {
    "persetujuan-sertifikat/1": (
        "Saya telah membaca naskah akhir yang disegel ini. Saya menandatanganinya atas nama sendiri"
        " dalam jabatan yang tertulis, dengan sertifikat elektronik saya."
    ),
}
