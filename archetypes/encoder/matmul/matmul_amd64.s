//go:build !purego

#include "textflag.h"

// One pair of columns of one row of left, times the 16 rows of the block.
#define ROW(address, low, high) \
	VPBROADCASTD address, Y10; \
	VPMADDWD Y8, Y10, Y11; \
	VPADDD Y11, low, low; \
	VPMADDWD Y9, Y10, Y12; \
	VPADDD Y12, high, high

// func kernel(dst *int32, width int, left *int16, stride int, block *int16, pairs int)
TEXT ·kernel(SB), NOSPLIT, $0-48
	MOVQ dst+0(FP), DI
	MOVQ width+8(FP), R8
	MOVQ left+16(FP), SI
	MOVQ stride+24(FP), R9
	MOVQ block+32(FP), DX
	MOVQ pairs+40(FP), CX
	SHLQ $2, R8
	SHLQ $1, R9
	LEAQ (SI)(R9*1), R10
	LEAQ (SI)(R9*2), R11
	LEAQ (R10)(R9*2), R12
	XORQ BX, BX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	VPXOR Y4, Y4, Y4
	VPXOR Y5, Y5, Y5
	VPXOR Y6, Y6, Y6
	VPXOR Y7, Y7, Y7

next:
	VMOVDQU (DX), Y8
	VMOVDQU 32(DX), Y9
	ROW((SI)(BX*4), Y0, Y1)
	ROW((R10)(BX*4), Y2, Y3)
	ROW((R11)(BX*4), Y4, Y5)
	ROW((R12)(BX*4), Y6, Y7)
	ADDQ $64, DX
	INCQ BX
	CMPQ BX, CX
	JLT  next

	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	ADDQ R8, DI
	VMOVDQU Y2, (DI)
	VMOVDQU Y3, 32(DI)
	ADDQ R8, DI
	VMOVDQU Y4, (DI)
	VMOVDQU Y5, 32(DI)
	ADDQ R8, DI
	VMOVDQU Y6, (DI)
	VMOVDQU Y7, 32(DI)
	VZEROUPPER
	RET
