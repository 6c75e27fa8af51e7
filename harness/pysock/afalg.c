/* SPDX-License-Identifier: BSD-2-Clause */
#include "control.h"

#include <string.h>

/* Linux, include/uapi/linux/if_alg.h, which not every C library comes with. */
enum {
	SOL_ALG_ = 279,
	ALG_SET_IV_ = 2,
	ALG_SET_OP_ = 3,
	ALG_SET_AEAD_ASSOCLEN_ = 4
};

static bool
reserve(struct control *control, const struct pysock_afalg *afalg,
    struct pysock_error *error)
{
	/* What has no sum is too large as well. */
	size_t iv_len = afalg->iv_len < SIZE_MAX - sizeof(uint32_t) ?
	    sizeof(uint32_t) + afalg->iv_len : SIZE_MAX;

	return control_reserve(control, sizeof(uint32_t), error) &&
	    (afalg->iv == NULL || control_reserve(control, iv_len, error)) &&
	    (!afalg->has_assoclen ||
	    control_reserve(control, sizeof(uint32_t), error)) &&
	    control_alloc(control, error);
}

static void
put_number(struct control *control, int type, uint32_t number)
{
	memcpy(control_put(control, SOL_ALG_, type, sizeof(number)), &number,
	    sizeof(number));
}

/* struct af_alg_iv: the length, then the bytes. */
static void
put_iv(struct control *control, const void *iv, size_t len)
{
	uint32_t ivlen = (uint32_t)len;
	char *data = control_put(control, SOL_ALG_, ALG_SET_IV_,
	    sizeof(ivlen) + len);

	memcpy(data, &ivlen, sizeof(ivlen));
	memcpy(data + sizeof(ivlen), iv, len);
}

static bool
set_control(struct control *control, const struct pysock_afalg *afalg,
    struct pysock_error *error)
{
	if (!reserve(control, afalg, error))
		return false;
	put_number(control, ALG_SET_OP_, (uint32_t)afalg->op);
	if (afalg->iv != NULL)
		put_iv(control, afalg->iv, afalg->iv_len);
	if (afalg->has_assoclen)
		put_number(control, ALG_SET_AEAD_ASSOCLEN_, afalg->assoclen);
	return true;
}

ssize_t
pysock_sendmsg_afalg(struct pysock *sock, struct pysock_afalg *afalg,
    int flags, struct pysock_error *error)
{
	struct msghdr header = { 0 };
	union control_room room;
	struct control control = CONTROL_INIT(&room);
	struct call call;
	ssize_t n = -1;

	if (sock->family != AF_ALG) {
		pysock_error_set(error, PYSOCK_OS_ERROR,
		    "algset is only supported for AF_ALG");
		return -1;
	}
	if (afalg->fill != NULL && !afalg->fill(afalg, afalg->arg, error))
		return -1;
	if (!message_set_iov(&header, afalg->iov, afalg->iov_len, error) ||
	    !set_control(&control, afalg, error))
		goto out;
	control_attach(&control, &header);
	call_start(&call, sock, error);
	n = message_send(&call, &header, flags);
out:
	control_release(&control);
	return n;
}
