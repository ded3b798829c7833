/* What phpinfo() and `php --ri rtws` show. */
#ifndef RTWS_PHP_INFO_H
#define RTWS_PHP_INFO_H

void rtws_php_info(void);

#endif
