# The event past the limit is gone, from the disk as well; the locked one stays until its evidence was handed over.
for _ in $(seq 60); do
  [ -z "$(find /var/cache/zoneminder/events -path '*/1/*/1/*.mp4')" ] && break
  sleep 1
done
[ -z "$(find /var/cache/zoneminder/events -path '*/1/*/1/*.mp4')" ]
locked=$(find /var/cache/zoneminder/events -path '*/1/*/2/*.mp4')
[ -e /root/handed-over ] || [ -n "$locked" ]
touch /root/handed-over
[ -z "$locked" ] || { rm "$locked" && mariadb zm -e 'DELETE FROM Events WHERE Archived = 1'; }
